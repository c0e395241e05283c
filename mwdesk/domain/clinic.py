"""The clinic's own profile: letterhead, what it has, what is common here."""

from __future__ import annotations

from dataclasses import dataclass

from mwdesk.domain.assessment import Context

SI, CONVENTIONAL = "si", "conventional"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clinic:
    name: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    clinician: str = ""
    role: str = ""
    degree: str = ""
    registration: str = ""
    setting: str = "rural"
    page_size: str = "A4"  # A4 or Letter
    units: str = SI  # in which laboratory values are offered: SI or CONVENTIONAL; any other can be typed
    region: str = ""  # whose common diseases were taken as a start; an id of the knowledge's regions
    leaflet_language: str = "en"  # of patients for whom no other was chosen, a code of LANGUAGES
    retention_years: int = 10  # records are kept; an assumption until somebody sets what the law says
    unavailable: tuple[str, ...] = ()  # test ids
    endemic: tuple[str, ...] = ()  # condition ids

    def context(self) -> Context:
        return Context(
            setting=self.setting, unavailable=frozenset(self.unavailable), endemic=frozenset(self.endemic)
        )

"""Read one case file (a Phenopacket, bare or wrapped) into an encounter, with an issue for each doubt.

Nothing in a file is dropped in silence: what the knowledge base does not know becomes an issue with a fix,
and stays in the encounter as free text where a letter should carry it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from mwdesk.domain.encounter import Encounter, Entry, Setting, note
from mwdesk.domain.issue import DataError, Issue, Level
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.interchange.examination import read_examination
from mwdesk.interchange.features import read_features
from mwdesk.interchange.jsonfile import read_object
from mwdesk.interchange.measurements import read_measurements
from mwdesk.interchange.medicines import read_medicines
from mwdesk.interchange.outcomes import read_results, read_unknown
from mwdesk.interchange.reading import Reading, in_words, text_of
from mwdesk.interchange.subject import read_subject

# Case files carry an age, no date: any fixed day serves, and none may come from the clock.
_DAY_OF_NO_DATE = datetime(2000, 1, 1, 12, 0)
_CASE = ("id", "source", "tier", "phenopacket", "extra", "truth")
_EXTRA = ("tempo", "duration_text", "history_text", "findings_stage", "examination", "unknown", "results")
# Of the file itself, not of the patient: identifiers, who made it, and where its pictures lie.
_PACKET = ("id", "subject", "phenotypicFeatures", "measurements", "medicalActions", "metaData")
_LONGEST_STORY = 100_000  # characters; some forty pages
_LONGEST = 2000  # characters of one unused part of a Phenopacket that a letter carries


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """A published patient. `truth` is for `evaluate` alone; nothing that assesses may read it."""

    id: str
    encounter: Encounter
    title: str = ""
    kind: str = ""  # case_report, exam_vignette, textbook_case
    truth: Mapping[str, Any] | None = None
    issues: tuple[Issue, ...] = ()


def read_case(
    file: Path | str,
    kb: KnowledgeBase,
    *,
    setting: Setting = Setting.RURAL,
    started: datetime | None = None,
) -> CaseFile:
    """Read a case from a path, or from JSON text. Raises DataError with one issue for each fault.

    `started` is the day of the encounter (for ages from birth dates); without it the file's own
    `metaData.created` counts.
    """
    reading = Reading("case" if isinstance(file, str) else str(file))
    data = read_object(file, reading)
    packet, extra = _parts(data, reading)
    ident = _ident(data, packet, reading)
    day = started or _created(packet)
    entries: list[Entry] = []
    answers, terms = read_features(packet.get("phenotypicFeatures"), extra.get("tempo"), kb, reading)
    entries += answers
    entries += read_measurements(packet.get("measurements"), kb, reading)
    entries += read_medicines(packet.get("medicalActions"), kb, reading)
    entries += read_examination(extra.get("examination"), kb, reading)
    entries += read_unknown(extra.get("unknown"), kb, reading)
    entries += read_results(extra.get("results"), kb, reading)
    told = _words(extra, "history_text", reading)
    if terms:
        told = f"{told} Also recorded: {'; '.join(terms)}.".strip()
    entries += [note("history", told), note("duration", _words(extra, "duration_text", reading))]
    patient = read_subject(ident, packet, reading, day.date())
    _keep_the_rest(data, packet, extra, reading)
    errors = tuple(i for i in reading.issues if i.level is Level.ERROR)
    if errors:
        raise DataError(*errors)
    entries.append(note("imported", "\n".join(reading.kept)))
    encounter = Encounter(id=ident, patient=patient, started=day, setting=setting).apply(*entries)
    source = data.get("source")
    truth = data.get("truth") if "phenopacket" in data else None
    return CaseFile(
        id=ident,
        encounter=encounter,
        title=text_of(source.get("title")) if isinstance(source, dict) else "",
        kind=text_of(source.get("kind")) if isinstance(source, dict) else "",
        truth=truth if isinstance(truth, dict) else None,
        issues=tuple(reading.issues),
    )


def _parts(data: dict[str, Any], reading: Reading) -> tuple[dict[str, Any], dict[str, Any]]:
    """The Phenopacket and mwdesk's own part, which a bare Phenopacket does not have."""
    wrapped = "phenopacket" in data
    packet = data["phenopacket"] if wrapped else data
    extra = data.get("extra", {}) if wrapped else {}
    for name, part in (("phenopacket", packet), ("extra", extra)):
        if not isinstance(part, dict):
            reading.error(name, "this part is not an object.", "Write it as { ... }.")
    if not wrapped and not packet.keys() & {"subject", "phenotypicFeatures", "measurements"}:
        reading.error(
            "",
            "this is no case: neither a Phenopacket nor a file with a 'phenopacket' in it.",
            "Give a file with 'phenotypicFeatures' or 'phenopacket'.",
        )
    if reading.issues and any(i.level is Level.ERROR for i in reading.issues):
        raise DataError(*(i for i in reading.issues if i.level is Level.ERROR))
    return packet, extra


def _ident(data: Mapping[str, Any], packet: Mapping[str, Any], reading: Reading) -> str:
    for given in (data.get("id"), packet.get("id")):
        if given and not text_of(given):
            reading.warn("id", f"'{in_words(given)}' is no id.", "Write a text in quotes.")
    return text_of(data.get("id")) or text_of(packet.get("id")) or Path(reading.where).stem


def _words(extra: Mapping[str, Any], name: str, reading: Reading) -> str:
    given = extra.get(name)
    if given is not None and not isinstance(given, str):
        reading.warn(f"extra.{name}", "this is no text; it was kept as it stands.", "Write it in quotes.")
    words = given if isinstance(given, str) else in_words(given)
    if len(words) > _LONGEST_STORY:
        reading.error(
            f"extra.{name}", f"this has {len(words)} characters, more than any letter can hold.",
            f"Shorten it to {_LONGEST_STORY}.",
        )  # fmt: skip
    return words


def _keep_the_rest(
    data: Mapping[str, Any], packet: Mapping[str, Any], extra: Mapping[str, Any], reading: Reading
) -> None:
    """Parts that nothing reads (diseases, interpretations, ...) go into the letter as text."""
    unused = [("", key, part) for key, part in packet.items() if key not in _PACKET]
    if data is not packet:
        unused += [("", key, part) for key, part in data.items() if key not in _CASE]
    unused += [("extra.", key, part) for key, part in extra.items() if key not in _EXTRA]
    for before, key, part in unused:
        words = in_words(part)
        if not words:
            continue
        if len(words) > _LONGEST:
            words = f"{words[:_LONGEST]} ... ({len(words) - _LONGEST} more characters in the file)"
        reading.tell(
            f"{before}{key}", "this part is kept as text and not reasoned with.",
            "Add findings, measurements or medicines where it should count.", keep=f"{key}: {words}",
        )  # fmt: skip


def _created(packet: Mapping[str, Any]) -> datetime:
    meta = packet.get("metaData")
    try:
        stamp = datetime.fromisoformat(text_of(meta.get("created"))) if isinstance(meta, dict) else None
    except ValueError:
        stamp = None
    return stamp.replace(tzinfo=None) if stamp is not None else _DAY_OF_NO_DATE

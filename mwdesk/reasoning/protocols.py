"""How a suggested test is to be done in this patient: chosen by where the lesion is and what leads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from mwdesk.domain.assessment import Findings, Match, PatternVerdict, Protocol
from mwdesk.domain.guides import BiopsyGuide, EdxProtocol, ImagingGuide
from mwdesk.reasoning.biopsies import biopsy_protocol, biopsy_target
from mwdesk.reasoning.electrodiagnosis import edx_protocol
from mwdesk.reasoning.images import imaging_protocol
from mwdesk.reasoning.index import Index
from mwdesk.reasoning.questions import leading
from mwdesk.reasoning.rank import Ranking
from mwdesk.reasoning.sides import weak_limb

Guide = EdxProtocol | BiopsyGuide | ImagingGuide

# How much the three grounds for a guide weigh: a cause that it names counts by its share.
_SITE = 0.3
_FITS, _MAY_FIT = 0.6, 0.1
_OTHER_LIMB = 0.2
_LEAST = 0.12  # below this nothing that is known calls for the guide


def choose_protocols(
    index: Index,
    findings: Findings,
    ranking: Ranking,
    verdicts: Sequence[PatternVerdict],
    tests: Iterable[str],
) -> dict[str, Protocol]:
    """By test id: the protocol of each of these tests for which a guide fits."""
    kb, limb = index.kb, weak_limb(index.kb, findings)
    worth = _weigher(index, ranking, verdicts, limb)
    places: tuple[Mapping[str, Guide], ...] = (kb.edx, kb.biopsies, kb.imaging)
    out: dict[str, Protocol] = {}
    for test in tests:
        guide = next((g for place in places if (g := _best(place, test, worth)) is not None), None)
        if isinstance(guide, EdxProtocol):
            sample = _best(kb.biopsies, "muscle-biopsy", worth) if "muscle" in guide.sites else None
            spared = biopsy_target(kb, findings, sample) if isinstance(sample, BiopsyGuide) else None
            out[test] = edx_protocol(kb, findings, test, guide, verdicts, spared)
        elif isinstance(guide, BiopsyGuide):
            out[test] = biopsy_protocol(kb, findings, test, guide)
        elif isinstance(guide, ImagingGuide):
            out[test] = imaging_protocol(kb, findings, test, guide, verdicts, limb)
    return out


def _weigher(
    index: Index, ranking: Ranking, verdicts: Sequence[PatternVerdict], limb: str
) -> Callable[[Guide], float]:
    """How much the leading causes, their sites and the patterns that fit call for a guide."""
    shares: dict[str, float] = {}
    sites: dict[str, float] = {}
    for at, share in leading(index, ranking):
        shares[index.conditions[at].id] = share
        for site in index.conditions[at].sites:
            sites[site] = sites.get(site, 0.0) + share
    fits = {v.pattern for v in verdicts if v.match is Match.MATCHES}
    may_fit = {v.pattern for v in verdicts if v.match is Match.POSSIBLE}

    def worth(guide: Guide) -> float:
        value = sum(shares.get(name, 0.0) for name in guide.conditions)
        value += _SITE * sum(sites.get(site, 0.0) for site in guide.sites)
        patterns = getattr(guide, "patterns", ())
        if not fits.isdisjoint(patterns):
            value += _FITS
        elif not may_fit.isdisjoint(patterns):
            value += min(_MAY_FIT, value)  # what is only possible speaks with a cause, never alone
        wanted = getattr(guide, "limb", "")
        return value * _OTHER_LIMB if wanted and limb and wanted != limb else value

    return worth


def _best(guides: Mapping[str, Guide], test: str, worth: Callable[[Guide], float]) -> Guide | None:
    """The guide of this test that most calls for, or None where nothing does."""
    best, most = None, _LEAST
    for guide in guides.values():
        if test in guide.tests and (value := worth(guide)) > most:
            best, most = guide, value
    return best

"""Why a condition or a site stands where it stands: each number with its finding, basis and sources."""

from __future__ import annotations

from collections.abc import Mapping

from mwdesk.domain.assessment import ConditionScore, Contribution, Findings, NotAsked, SiteScore
from mwdesk.domain.encounter import State
from mwdesk.domain.knowledge import Basis
from mwdesk.reasoning.evidence import weights_for
from mwdesk.reasoning.index import Index, Telling, entropy, remember
from mwdesk.reasoning.rank import Ranking, band

LEAST = 0.05  # nats: below this a finding neither speaks for nor against
USUAL = 0.5  # expected in a condition: present in at least half
TELLING = 0.1  # less apart than this a finding is not worth naming
MOST_SAID = 4096  # reasons that are remembered for the next answer
ASKED = 5  # findings still to ask, shown for a condition
REASONS = 5  # findings shown for a site


def _contribution(index: Index, at: int, finding: str, state: State, weight: float) -> Contribution:
    kept = index.said.get((at, finding))
    if kept is None or kept.weight != weight or kept.state is not state:
        kept = remember(index.said, (at, finding), _say(index, at, finding, state, weight), MOST_SAID)
    return kept


def _say(index: Index, at: int, finding: str, state: State, weight: float) -> Contribution:
    known = index.conditions[at].findings.get(finding)
    return Contribution(
        finding=finding,
        state=state,
        weight=weight,
        basis=known.basis if known is not None else Basis.ESTIMATE,
        sources=index.citable(known.sources) if known is not None else (),
    )


def explain_conditions(
    index: Index, findings: Findings, ranking: Ranking, open_: frozenset[str]
) -> tuple[ConditionScore, ...]:
    """The first conditions with their reasons, the following with their probability alone; best first."""
    shown = ranking.order[: int(index.settings.conditions_shown)]
    explained = int(index.settings.conditions_explained)
    return tuple(
        _score(index, ranking, at, open_) if n < explained else _bare(index, ranking, at)
        for n, at in enumerate(shown)
    )


def _bare(index: Index, ranking: Ranking, at: int) -> ConditionScore:
    condition, probability = index.conditions[at], ranking.posterior[at]
    return ConditionScore(
        id=condition.id,
        name=condition.name,
        site=condition.site,
        probability=probability,
        band=band(index, probability),
    )


def _score(index: Index, ranking: Ranking, at: int, open_: frozenset[str]) -> ConditionScore:
    for_, against, expected = [], [], []
    for item, weight in weights_for(index, ranking.evidence, at):
        if abs(weight) < LEAST:
            continue
        one = _contribution(index, at, item.finding, item.state, weight)
        if weight > 0:
            for_.append(one)
        elif item.state is State.ABSENT and index.probability[item.finding][at] >= USUAL:
            expected.append(one)
        else:
            against.append(one)
    bare = _bare(index, ranking, at)
    return ConditionScore(
        id=bare.id,
        name=bare.name,
        site=bare.site,
        probability=bare.probability,
        band=bare.band,
        for_=tuple(sorted(for_, key=lambda one: (-one.weight, one.finding))),
        against=tuple(sorted(against, key=lambda one: (one.weight, one.finding))),
        expected_absent=tuple(sorted(expected, key=lambda one: (one.weight, one.finding))),
        not_asked=_not_asked(index, ranking, at, open_),
    )


def _not_asked(index: Index, ranking: Ranking, at: int, open_: frozenset[str]) -> tuple[NotAsked, ...]:
    """Unasked findings that would tell this condition from the rest, by expected information in nats."""
    mass = min(max(ranking.posterior[at], 0.001), 0.97)
    known = index.telling.get(at)
    if known is None:
        known = remember(index.telling, at, _telling(index, at))
    out = []
    for one in known:
        if one.finding in open_:
            mixed = entropy(round(mass * one.own + (1 - mass) * one.rest, 4))
            gain = mixed - mass * one.own_entropy - (1 - mass) * one.rest_entropy
            out.append((max(gain, 0.0), one.finding))
    out.sort(key=lambda pair: (-pair[0], pair[1]))
    return tuple(NotAsked(finding=name, gain=gain) for gain, name in out[:ASKED] if gain > 0)


def _telling(index: Index, at: int) -> tuple[Telling, ...]:
    names = index.conditions[at].findings
    pairs = ((name, index.probability[name][at], index.average[name]) for name in names)
    return tuple(
        Telling(name, own, rest, entropy(own), entropy(round(rest, 4)))
        for name, own, rest in pairs
        if abs(own - rest) >= TELLING
    )


def explain_sites(
    index: Index, ranking: Ranking, probabilities: Mapping[str, float]
) -> tuple[SiteScore, ...]:
    """Sites with what speaks for and against each, averaged over the conditions that place it there."""
    leaders = ranking.order[: int(index.settings.leaders)]
    sums: dict[str, dict[str, float]] = {}
    mass: dict[str, float] = {}
    states = {item.finding: item.state for item in ranking.evidence.items}
    for at in leaders:
        share = ranking.posterior[at] / len(index.sites[at])
        weights = weights_for(index, ranking.evidence, at)
        for site in index.sites[at]:
            mass[site] = mass.get(site, 0.0) + share
            table = sums.setdefault(site, {})
            for item, weight in weights:
                table[item.finding] = table.get(item.finding, 0.0) + share * weight
    order = {site.id.replace("-", "_"): site.order for site in index.kb.sites.values()}
    out = []
    for site, probability in probabilities.items():
        table = sums.get(site, {})
        ranked = sorted(table.items(), key=lambda pair: (-abs(pair[1]), pair[0]))[:REASONS]
        reasons = tuple(
            Contribution(finding=name, state=states[name], weight=value / mass[site], basis=Basis.ESTIMATE)
            for name, value in ranked
            if mass[site] > 0
        )
        out.append(SiteScore(id=site, probability=probability, reasons=reasons))
    return tuple(sorted(out, key=lambda one: (-one.probability, order.get(one.id, 99))))

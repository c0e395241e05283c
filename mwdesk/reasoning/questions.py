"""What to ask or examine next: expected information over the causes still in play."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from operator import mul

from mwdesk.domain.assessment import Findings, NextFinding
from mwdesk.domain.encounter import State
from mwdesk.domain.knowledge import Urgency
from mwdesk.reasoning.alerts import Need
from mwdesk.reasoning.index import Index, entropy
from mwdesk.reasoning.rank import Ranking

LABORATORY = "lab"  # section whose findings come from tests, not from asking
PAIR_AMONG = 5  # leading conditions among which the pair to separate is sought


def open_findings(index: Index, findings: Findings) -> frozenset[str]:
    """What can still be asked or examined: not answered, not unknown, not implied by what is known."""
    present = {name for name, seen in findings.observed.items() if seen.state is State.PRESENT}
    closed = set(findings.observed) | set(findings.unknown)
    for name, seen in findings.observed.items():
        ways = index.broader if seen.state is State.PRESENT else index.narrower
        closed |= ways.get(name, frozenset())
    for members in index.variables.values():
        if present.intersection(members):
            closed.update(members)
    return frozenset(
        name
        for name, finding in index.kb.findings.items()
        if name not in closed and finding.section != LABORATORY and finding.suits(findings.age, findings.sex)
    )


def leading(index: Index, ranking: Ranking) -> list[tuple[int, float]]:
    """The conditions still in play with their shares of each other, summing to 1.

    Flattened, because the ranking is surer than it is right: a first cause at 97 % still deserves a question.
    """
    chosen = ranking.order[: int(index.settings.leaders)]
    weights = [ranking.posterior[at] ** index.settings.doubt_power for at in chosen]
    total = sum(weights) or 1.0
    return [(at, weight / total) for at, weight in zip(chosen, weights, strict=True)]


def expected_gains(
    index: Index, leaders: Sequence[tuple[int, float]], open_: Container[str]
) -> dict[str, float]:
    """Mutual information between each open finding and the cause, in nats; never negative."""
    if not leaders:
        return {name: 0.0 for name in index.probability if name in open_}
    shares = [share for _, share in leaders]
    columns = zip(*(index.rows[at] for at, _ in leaders), strict=True)
    doubts = zip(*(index.uncertainty[at] for at, _ in leaders), strict=True)
    return {
        name: max(0.0, entropy(round(sum(map(mul, shares, column)), 4)) - sum(map(mul, shares, doubt)))
        for name, column, doubt in zip(index.probability, columns, doubts, strict=True)
        if name in open_
    }


def next_findings(
    index: Index, findings: Findings, ranking: Ranking, open_: frozenset[str], needed: Mapping[str, Need]
) -> tuple[NextFinding, ...]:
    """The most telling questions and signs; what a rule for a possible danger still needs is raised."""
    settings = index.settings
    leaders = leading(index, ranking)
    gains = expected_gains(index, leaders, open_)
    seen_in_group: dict[str, int] = {}
    for name in findings.observed:
        group = index.group_of.get(name, "")
        if group:
            seen_in_group[group] = seen_in_group.get(group, 0) + 1
    scored = []
    for name, alone in gains.items():
        # What correlates with something already known tells less than it seems to.
        related = seen_in_group.get(index.group_of.get(name, ""), 0)
        gain = alone * settings.group_damping ** min(related, 4) if related else alone
        mass = needed[name].mass if name in needed else 0.0
        scored.append((gain + settings.alert_question * mass, name))
    scored.sort(key=lambda pair: (-pair[0], pair[1]))
    shown = _varied(index, scored, int(settings.findings_shown))
    return tuple(_spell(index, name, gain, leaders, needed) for gain, name in shown if gain > 0)


def _varied(index: Index, scored: Sequence[tuple[float, str]], limit: int) -> list[tuple[float, str]]:
    """At most one of a finding and what is broader or narrower, so that the list does not repeat itself."""
    out: list[tuple[float, str]] = []
    taken: set[str] = set()
    for gain, name in scored:
        if name in taken:
            continue
        out.append((gain, name))
        taken |= index.broader.get(name, frozenset()) | index.narrower.get(name, frozenset())
        if len(out) == limit:
            break
    return out


def best_pair(shares: Sequence[tuple[int, float]], column: Sequence[float]) -> tuple[int, int] | None:
    """The two leading conditions that a probability parts most; None where it parts none."""
    best, pair = 0.02, None
    for n, (a, share_a) in enumerate(shares[:PAIR_AMONG]):
        for b, share_b in shares[n + 1 : PAIR_AMONG]:
            parted = abs(column[a] - column[b]) * (share_a * share_b) ** 0.25
            if parted > best:
                best, pair = parted, (a, b) if column[a] >= column[b] else (b, a)
    return pair


def _spell(
    index: Index, name: str, gain: float, leaders: Sequence[tuple[int, float]], needed: Mapping[str, Need]
) -> NextFinding:
    column = index.probability[name]
    pair = best_pair(leaders, column)
    separates: tuple[str, ...] = ()
    why = "Would shift the order of the leading causes."
    if pair is not None:
        more, less = (index.conditions[at] for at in pair)
        separates = (more.id, less.id)
        often, seldom = (_percent(column[at]) for at in pair)
        why = f"More usual in {more.name} ({often}) than in {less.name} ({seldom})."
    if name in needed:
        why = f"{_warning(needed[name])} {why}"
    return NextFinding(id=name, gain=gain, why=why, separates=separates)


def _warning(need: Need) -> str:
    head = "If present, act now" if need.urgency is Urgency.EMERGENCY else "If present, urgent"
    return f"{head}: {need.title}."


def _percent(p: float) -> str:
    return "under 2 %" if p < 0.02 else f"about {round(100 * p):d} %"

"""What the knowledge base says, laid out once for counting: nothing here depends on a patient."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from mwdesk.domain.knowledge import (
    AlertRule,
    Condition,
    Drug,
    GroupKind,
    KnowledgeBase,
    Urgency,
)
from mwdesk.reasoning.localise import Compiled, compile_pattern
from mwdesk.reasoning.probabilities import doubted, weighted_mean, written_probabilities
from mwdesk.reasoning.rules import Node, parse_rule

if TYPE_CHECKING:
    from mwdesk.domain.assessment import Contribution
    from mwdesk.reasoning.outcomes import Table

K = TypeVar("K")
V = TypeVar("V")
GroupKey = tuple[tuple[str, bool], ...]  # of a group: what was answered, and whether present

KEPT = 4  # knowledge bases whose layout is remembered
# What a cause may not do without: a poison or bite, failing breath, an old illness.
GATED = ("history.exposure", "history.respiratory", "history.background")
KEPT_SUMS = 512  # sums of a kind that are remembered for the next answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The named numbers of the model; each is documented in the knowledge's model file."""

    prior_power: float = 0.55
    prior_power_tertiary: float = 0.45
    frequency_very_common: float = 1000.0
    frequency_common: float = 300.0
    frequency_uncommon: float = 60.0
    frequency_rare: float = 12.0
    frequency_very_rare: float = 3.0
    regional_elsewhere: float = 0.3
    regional_endemic: float = 3.0
    age_power: float = 1.0
    age_floor: float = 0.02
    age_softness: float = 0.1
    age_peak_weight: float = 0.4
    sex_floor: float = 0.02
    probability_floor: float = 0.01
    finding_cap: float = 3.5
    group_cap: float = 4.5
    group_damping: float = 0.6
    temperature: float = 1.3
    estimate_doubt: float = 0.2
    seen_doubt: float = 0.03
    whole_doubt: float = 0.05
    other_share: float = 0.05
    other_floor: float = 0.03
    nothing_fits_at: float = 0.5
    least_findings: float = 3.0
    band_strong: float = 0.5
    band_moderate: float = 0.2
    band_possible: float = 0.03
    umbrella_yields_at: float = 0.1
    pattern_gain: float = 0.35
    together_prior: float = 0.1
    together_margin: float = 1.1
    together_unexplained: float = 1.4
    together_least: float = 2.0
    exposure_gate: float = 0.45
    exposure_gate_from: float = 0.8
    history_gate_from: float = 0.9
    exposure_gate_rare: float = 0.1
    conditions_shown: float = 30.0
    conditions_explained: float = 15.0
    leaders: float = 25.0
    doubt_power: float = 0.6
    emergency_at: float = 0.35
    urgent_at: float = 0.35
    alert_interest: float = 0.02
    alert_question: float = 0.5
    outcome_default_normal: float = 0.85
    outcome_floor: float = 0.01
    danger_weight: float = 1.0
    treatable_weight: float = 0.5
    pathway_weight: float = 1.0
    step_decay: float = 0.85
    alert_test_weight: float = 0.15
    burden_weight: float = 0.03
    tests_shown: float = 16.0
    findings_shown: float = 12.0
    needle_after_days: float = 21.0
    result_old_days: float = 30.0
    reflexes_broad: float = 3.0
    reflexes_few: float = 2.0
    sensory_points_normal: float = 4.0
    dermatomes_around: float = 2.0
    biopsy_from: float = 3.0
    biopsy_best_from: float = 3.7
    biopsy_to: float = 4.4

    @classmethod
    def of(cls, kb: KnowledgeBase) -> Settings:
        """The knowledge base's own numbers where it has them."""
        known = cls.__dataclass_fields__
        return cls(**{name: float(value) for name, value in kb.settings.items() if name in known})


@dataclass(frozen=True, slots=True)
class Telling:
    """A finding that is clearly more or less usual in one condition than in the average one."""

    finding: str
    own: float  # P(present | the condition)
    rest: float  # over all conditions
    own_entropy: float  # nats
    rest_entropy: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """Probabilities as columns over conditions, rules and patterns read, the ways between findings."""

    kb: KnowledgeBase
    settings: Settings
    conditions: tuple[Condition, ...]
    position: dict[str, int]
    probability: dict[str, list[float]]  # by finding: P(present | condition), floored
    rows: tuple[tuple[float, ...], ...]  # the same by condition, findings in their order
    uncertainty: tuple[tuple[float, ...], ...]  # by condition: entropy of each of these, in nats
    average: dict[str, float]  # by finding: over conditions by their prior
    group_of: dict[str, str]
    variables: dict[str, tuple[str, ...]]  # by group of which at most one holds: its members
    broader: dict[str, frozenset[str]]  # by finding: everything it implies when present
    narrower: dict[str, frozenset[str]]
    children: dict[str, tuple[int, ...]]  # umbrella: positions of what it contains
    sites: tuple[tuple[str, ...], ...]  # by condition
    places: dict[tuple[str, ...], tuple[int, ...]]  # by such sites: the conditions that have them
    by_id: tuple[int, ...]  # positions in the order of the conditions' ids
    by_urgency: dict[Urgency, tuple[int, ...]]
    gates: tuple[tuple[int, str, float], ...]  # position, exposure it cannot do without, its weight in nats
    rules: tuple[tuple[AlertRule, Node, tuple[str, ...]], ...]
    calling: tuple[frozenset[str], ...]  # by rule: of these at least one is there when it holds
    patterns: tuple[Compiled, ...]
    plain_words: frozenset[str]  # words that the knowledge writes small: no proper names
    # Filled as asked for, and kept: most answers change one column of the many.
    columns: dict[tuple[str, bool], list[float]] = field(default_factory=dict)
    unions: dict[tuple[tuple[str, ...], bool], list[float]] = field(default_factory=dict)
    damped: dict[GroupKey, list[float]] = field(default_factory=dict)
    damped_at: dict[tuple[int, GroupKey], list[float]] = field(default_factory=dict)  # by condition, group
    priors: dict[tuple[object, ...], tuple[float, ...]] = field(default_factory=dict)
    lacking: dict[str, list[float]] = field(default_factory=dict)  # by finding: 1 - P(present | condition)
    strong: dict[str, tuple[tuple[int, float], ...]] = field(default_factory=dict)
    said: dict[tuple[int, str], Contribution] = field(default_factory=dict)  # by condition and finding
    telling: dict[int, tuple[Telling, ...]] = field(default_factory=dict)
    cited: dict[str, bool] = field(default_factory=dict)  # by source: whether somebody saw it
    drugs: dict[str, Drug] = field(default_factory=dict)  # by every name in lower case
    tables: dict[str, Table] = field(default_factory=dict)  # by test, filled at first use
    tests_ready: list[bool] = field(default_factory=list)

    def column(self, finding: str, present: bool) -> list[float]:
        """By condition: ln(p / average) where present, ln((1-p) / (1-average)) where absent; capped."""
        known = self.columns.get((finding, present))
        if known is None:
            average, row = self.average[finding], self.probability[finding]
            cap = self.settings.finding_cap
            if present:
                known = [clamp(math.log(p / average), cap) for p in row]
            else:
                known = [clamp(math.log((1 - p) / (1 - average)), cap) for p in row]
            self.columns[finding, present] = known
        return known

    def in_sentence(self, name: str) -> str:
        """A name within a sentence; a first word never written small elsewhere (Bell, TIA) stays as it is."""
        head = name.split(" ", 1)[0]
        return head.lower() + name[len(head) :] if head.lower() in self.plain_words else name

    def citable(self, sources: Iterable[str]) -> tuple[str, ...]:
        """Those that somebody saw; a source recalled from memory is not cited."""
        known, out = self.cited, []
        for name in sources:
            if name not in known:
                source = self.kb.sources.get(name)
                known[name] = source is not None and source.citable
            if known[name]:
                out.append(name)
        return tuple(out)


def spelled_sites(condition: Condition) -> tuple[str, ...]:
    """The sites of a condition, 'multiple' replaced by what it stands for."""
    own = tuple(site.replace("-", "_") for site in (condition.sites or (condition.site,)))
    known = tuple(site for site in own if site != "multiple")
    return known or ("systemic",)


def frequency_weight(condition: Condition, settings: Settings) -> float:
    """Relative frequency in primary care, before any power."""
    return float(getattr(settings, f"frequency_{condition.frequency}", settings.frequency_uncommon))


def _closure(start: str, step: dict[str, tuple[str, ...]]) -> frozenset[str]:
    seen: set[str] = set()
    waiting = list(step.get(start, ()))
    while waiting:
        name = waiting.pop()
        if name not in seen and name != start:
            seen.add(name)
            waiting += step.get(name, ())
    return frozenset(seen)


@lru_cache(maxsize=4096)
def entropy(p: float) -> float:
    """Of a yes-or-no answer with chance p, in nats."""
    return -(p * math.log(p) + (1 - p) * math.log(1 - p)) if 0 < p < 1 else 0.0


def remember(known: dict[K, V], key: K, value: V, most: int = KEPT_SUMS) -> V:
    """Keep a worked-out value for the next time; the oldest goes when there are too many."""
    while len(known) >= most:
        known.pop(next(iter(known)))
    known[key] = value
    return value


def clamp(value: float, cap: float) -> float:
    """Kept between -cap and cap."""
    return max(-cap, min(cap, value))


def _ways(kb: KnowledgeBase) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """From each finding to all that it implies, and to all that imply it."""
    up = {finding.id: finding.narrower_than for finding in kb.findings.values()}
    broader = {name: _closure(name, up) for name in up}
    narrower: dict[str, set[str]] = {name: set() for name in up}
    for name, above in broader.items():
        for one in above:
            narrower.setdefault(one, set()).add(name)
    return broader, {name: frozenset(below) for name, below in narrower.items()}


def _plain_words(kb: KnowledgeBase) -> frozenset[str]:
    texts = [text for c in kb.conditions.values() for text in (c.name, c.summary, *c.synonyms)]
    texts += [text for test in kb.tests.values() for text in (test.name, test.answers, test.request)]
    texts += [text for finding in kb.findings.values() for text in (finding.label, finding.ask)]
    return frozenset(word for text in texts for word in re.findall(r"[\w-]+", text) if word == word.lower())


def _build(kb: KnowledgeBase) -> Index:
    settings = Settings.of(kb)
    conditions = tuple(kb.conditions.values())
    position = {condition.id: at for at, condition in enumerate(conditions)}
    variables = {
        group.id: tuple(name for name in group.findings if name in kb.findings)
        for group in kb.groups.values()
        if group.kind in {GroupKind.CATEGORICAL, GroupKind.EXCLUSIVE}
    }
    broader, narrower = _ways(kb)
    prior = [frequency_weight(condition, settings) ** settings.prior_power for condition in conditions]
    written = written_probabilities(kb, variables.values(), narrower, settings.probability_floor)
    probability = doubted(
        kb,
        written,
        prior,
        seen=settings.seen_doubt,
        estimated=settings.estimate_doubt,
        whole=settings.whole_doubt,
    )
    rows = tuple(zip(*probability.values(), strict=True))
    average = {name: weighted_mean(prior, row) for name, row in probability.items()}
    rules = [(rule, parse_rule(rule.rule)) for rule in kb.alerts.values()]
    sites = tuple(spelled_sites(condition) for condition in conditions)
    return Index(
        kb=kb,
        settings=settings,
        conditions=conditions,
        position=position,
        probability=probability,
        rows=rows,
        uncertainty=tuple(tuple(map(entropy, row)) for row in rows),
        average=average,
        group_of={name: group.id for group in kb.groups.values() for name in group.findings},
        variables=variables,
        broader=broader,
        narrower=narrower,
        children={
            parent: tuple(at for at, one in enumerate(conditions) if one.parent == parent)
            for parent in {one.parent for one in conditions if one.parent in position}
        },
        sites=sites,
        places={
            place: tuple(at for at, own in enumerate(sites) if own == place) for place in dict.fromkeys(sites)
        },
        by_urgency={
            level: tuple(at for at, one in enumerate(conditions) if one.urgency is level) for level in Urgency
        },
        by_id=tuple(sorted(range(len(conditions)), key=lambda at: conditions[at].id)),
        gates=_gates(kb, settings),
        rules=tuple((rule, node, tuple(dict.fromkeys(node.atoms()))) for rule, node in rules),
        calling=tuple(_calling(node, kb.findings) for _, node in rules),
        patterns=tuple(compile_pattern(pattern) for pattern in kb.localisation.values()),
        plain_words=_plain_words(kb),
    )


def _gates(kb: KnowledgeBase, settings: Settings) -> tuple[tuple[int, str, float], ...]:
    """What a condition cannot do without and few have (exposure, old illness, failing breath), until asked.

    The frequency of a condition is flattened (`prior_power`), and the rarity of its exposure is lost with
    it: a cause by a drug would lead before anybody asked for the drug. Part of that rarity is given back.
    """
    out = []
    for at, condition in enumerate(kb.conditions.values()):
        weights = [
            (math.log(finding.background / row.p), finding.id)
            for finding in kb.findings.values()
            if finding.section in GATED
            and 0 < finding.background <= settings.exposure_gate_rare
            and (row := condition.findings.get(finding.id)) is not None
            and row.p >= _needed_from(finding.section, settings)
        ]
        if weights:
            weight, exposure = min(weights)
            out.append((at, exposure, settings.exposure_gate * weight))
    return tuple(out)


def _needed_from(section: str, settings: Settings) -> float:
    """From which probability a cause cannot do without a finding of this section."""
    past = section == "history.background"
    return settings.history_gate_from if past else settings.exposure_gate_from


def _calling(node: Node, findings: Iterable[str]) -> frozenset[str]:
    """The findings that can make a rule hold; all of them where it holds with nothing present."""
    return frozenset(findings) if node.holds(lambda _: False) else frozenset(node.raising())


_prepared: dict[int, Index] = {}


def prepare(kb: KnowledgeBase) -> Index:
    """The layout of a knowledge base, made at its first use and kept for a few knowledge bases."""
    known = _prepared.get(id(kb))
    if known is not None and known.kb is kb:
        return known
    index = _build(kb)
    while len(_prepared) >= KEPT:
        _prepared.pop(next(iter(_prepared)))
    _prepared[id(kb)] = index
    return index

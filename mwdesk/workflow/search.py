"""Find anything by name, synonym or brand, typing errors allowed. It suggests; it never accepts by itself."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from math import log

from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.workflow.core import core_findings
from mwdesk.workflow.words import short

NAMES = 0.9  # rank from which a text is a name; a question holds words that name other things
APART = 0.01  # by how much the best must lead to be sure
UNSURE = 0.5  # what a hit is worth that lacks a word typed, or holds it in its question alone
RARER = 0.985  # of a finding that is not asked of everybody, beside one that is
SIGN = 0.98  # of a sign beside a complaint of the same words
FUZZY = 0.78  # how alike two words must be to be taken for a typing error of each other
WEAKEST = 0.4  # of a whole query, weighted by how rare its words are
STRANGE = 2.0  # weight of a word that no name holds; a rare word has about 8
# Words that carry nothing in a query typed as one speaks.
_SMALL = (
    "a an and are at by can cannot for from has have he her his i in is it m my not of on or she t the to"
)
_STOP = frozenset([*_SMALL.split(), "was", "with"])
_WORD = re.compile(r"\w+")
_ORDER = {"finding": 0, "drug": 1, "analyte": 2, "test": 3, "condition": 4, "muscle": 5}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One suggestion. `detail` says which of its names matched, or where it belongs. Score 0 to 100.

    `sure`: every word typed is in one of its names, and nothing else fits as well. Only such a hit may be
    taken without being chosen from the list.
    """

    kind: str  # finding, drug, condition, test, muscle, analyte
    id: str
    label: str
    detail: str
    score: float
    section: str = ""  # of a finding
    sure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Name:
    kind: str
    id: str
    label: str
    detail: str
    words: tuple[str, ...]
    rank: float  # a label counts for more than a synonym, a synonym for more than a question


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return [w for w in _WORD.findall(plain) if w not in _STOP]


def _stem(word: str) -> str:
    """Enough for "mornings", "legs", "weakness", "stiffness", "swallowing"; no more is wanted."""
    for tail in ("nesses", "ness", "ing", "ies", "es", "ed", "s", "y", "e", "i"):
        if word.endswith(tail) and len(word) - len(tail) >= 3:
            return _stem(word[: -len(tail)])
    return word


Named = tuple[str, str, str, str, str, float]  # kind, id, label, detail, the name itself, its rank


def names(kb: KnowledgeBase) -> Iterator[Named]:
    """Everything that can be recorded or suggested, by each of its names."""
    for f in kb.findings.values():
        yield "finding", f.id, f.label, f.section, f.label, 1.0
        yield "finding", f.id, f.label, f.section, short(f.label), 1.0
        yield "finding", f.id, f.label, f.section, f.id.replace("-", " "), 0.97
        for s in (*f.synonyms, f.hpo_label):
            yield "finding", f.id, f.label, s, s, 0.97
        yield "finding", f.id, f.label, f.ask, f.ask, 0.8
    for d in kb.drugs.values():
        yield "drug", d.id, d.name, d.drug_class, d.name, 1.0
        for s in d.brands:
            yield "drug", d.id, d.name, f"{s} · {d.drug_class}", s, 1.0
    for c in kb.conditions.values():
        yield "condition", c.id, c.name, c.group.replace("_", " "), c.name, 0.96
        for s in c.synonyms:
            yield "condition", c.id, c.name, s, s, 0.93
    for t in kb.tests.values():
        yield "test", t.id, t.name, t.category, t.name, 0.96
        yield "test", t.id, t.name, t.category, short(t.name), 0.96
    for m in kb.muscles.values():
        name = m.name or m.action
        yield "muscle", m.id, name, m.muscle, name, 0.94
        yield "muscle", m.id, name, m.muscle, f"{m.action} {m.muscle} {m.nerve}", 0.94
    for a in kb.analytes.values():
        yield "analyte", a.id, a.name, a.unit, a.name, 1.0
        yield "analyte", a.id, a.name, a.unit, short(a.name), 1.0
        for s in a.synonyms:
            yield "analyte", a.id, a.name, s, s, 0.97


class Index:
    """Every name once, by its word stems; made once for a knowledge base. `more` joins the usual names."""

    def __init__(self, kb: KnowledgeBase, more: Iterable[Named] = ()) -> None:
        self.kb = kb
        self.core = frozenset(core_findings(kb))
        self.names: list[_Name] = []
        self.by_stem: dict[str, set[int]] = defaultdict(set)
        for kind, ident, label, detail, text, rank in chain(names(kb), more):
            stems = tuple(dict.fromkeys(_stem(w) for w in _words(text)))
            if stems:
                for stem in stems:
                    self.by_stem[stem].add(len(self.names))
                self.names.append(
                    _Name(kind=kind, id=ident, label=label, detail=detail, words=stems, rank=rank)
                )
        self.stems = list(self.by_stem)
        self.total = max(1, len(self.names))
        self._known: dict[str, dict[str, float]] = {}

    def weight(self, stems: Iterable[str]) -> float:
        """A word that few names have tells more; one that no name has is most likely talk."""
        seen = max((len(self.by_stem.get(s, ())) for s in stems), default=0)
        return 0.2 + log(1 + self.total / (1 + seen)) if seen else STRANGE

    def alike(self, word: str) -> dict[str, float]:
        """Known stems that this word may mean, each with how sure: same, begun, mistyped."""
        if word not in self._known:
            if len(self._known) > 500:
                self._known.clear()
            self._known[word] = self._alike(word)
        return self._known[word]

    def _alike(self, word: str) -> dict[str, float]:
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        stem = _stem(word)
        out: dict[str, float] = {}
        if len(word) >= 2:
            out = {s: 0.95 if len(s) - len(word) < 4 else 0.85 for s in self.stems if s.startswith(word)}
        if len(stem) >= 4:
            cut = FUZZY
            near = process.extract(
                stem, self.stems, scorer=OSA.normalized_similarity, score_cutoff=cut, limit=12
            )
            for found, score, _ in near:
                out[found] = max(out.get(found, 0.0), 0.9 * score)
        if stem in self.by_stem:
            out[stem] = 1.0
        return out

    def find(self, text: str, limit: int, *, only_drugs: bool = False) -> tuple[Hit, ...]:
        """What the text may mean, best first; each thing once.

        A medicine by a typing error is left out where anything else fits, unless `only_drugs` are sought:
        "prostate" is not Prostap.
        """
        words = list(dict.fromkeys(_words(text)))
        if not words:
            return ()
        best, weights, typed = self._matches(words)
        total = sum(weights)
        scores: dict[tuple[str, str], tuple[float, int, bool]] = {}
        for name, sures in best.items():
            covered = sum(weights[at] * sure for at, sure in sures.items()) / total
            if covered < WEAKEST:
                continue
            item = self.names[name]
            sure = len(sures) == len(words) and item.rank >= NAMES
            spare = max(0, len(item.words) - len(sures))
            score = covered * item.rank * (1 - min(0.25, 0.02 * spare))
            score *= (1 if sure else UNSURE) * self._plainness(item)
            key = (item.kind, item.id)
            if score > scores.get(key, (0.0, 0, False))[0]:
                scores[key] = (score, name, sure)
        found = list(scores.values())
        certain = [s for s in found if self.names[s[1]].kind != "drug" or s[1] in typed]
        return self._ranked(found if only_drugs else certain or found, typed, limit)

    def _matches(self, words: list[str]) -> tuple[dict[int, dict[int, float]], list[float], set[int]]:
        """How surely each name holds each word, how much each word weighs, and names typed without error."""
        best: dict[int, dict[int, float]] = defaultdict(dict)
        weights, typed = [], set()
        for at, word in enumerate(words):
            alike = self.alike(word)
            exact = [s for s, sure in alike.items() if sure == 1.0]
            weights.append(self.weight(exact or alike))
            stem = _stem(word)
            for known, sure in alike.items():
                whole = known == stem or known.startswith(word)
                for name in self.by_stem[known]:
                    best[name][at] = max(sure, best[name].get(at, 0.0))
                    if whole:
                        typed.add(name)
        return best, weights, typed

    def _plainness(self, name: _Name) -> float:
        """A little less for what fewer patients tell: the words being equal, the usual comes first."""
        if name.kind != "finding":
            return 1.0
        sign = self.kb.findings[name.id].section.startswith("exam.")
        return (SIGN if sign else 1.0) * (1.0 if name.id in self.core else RARER)

    def _ranked(self, found: list[tuple[float, int, bool]], typed: set[int], limit: int) -> tuple[Hit, ...]:
        """Best first; a medicine below every finding that is sure; the first is sure only where it leads."""
        named = [s for s, n, sure in found if sure and n in typed and self.names[n].kind == "finding"]
        if named:
            least = 0.99 * min(named)
            found = [
                (min(s, least) if self.names[name].kind == "drug" else s, name, sure)
                for s, name, sure in found
            ]
        found.sort(key=lambda s: (-round(s[0], 3), _ORDER.get(self.names[s[1]].kind, 9), s[1]))
        alone = len(found) < 2 or found[0][0] - found[1][0] >= APART
        return tuple(
            self._hit(self.names[name], score, sure and (at > 0 or alone))
            for at, (score, name, sure) in enumerate(found[:limit])
        )

    def _hit(self, name: _Name, score: float, sure: bool) -> Hit:
        section = self.kb.findings[name.id].section if name.kind == "finding" else ""
        score = round(100 * score, 1)
        return Hit(
            kind=name.kind, id=name.id, label=name.label, detail=name.detail, score=score, section=section,
            sure=sure,
        )  # fmt: skip


class _Cache:
    index: Index | None = None


def find(kb: KnowledgeBase, text: str, limit: int = 12, kinds: Iterable[str] = ()) -> tuple[Hit, ...]:
    """What the text may mean, best first; `kinds` restricts it (("drug",) for a medicine field)."""
    if _Cache.index is None or _Cache.index.kb is not kb:
        _Cache.index = Index(kb)
    wanted = frozenset(kinds)
    hits = _Cache.index.find(text, limit if not wanted else 200, only_drugs=wanted == {"drug"})
    return tuple(h for h in hits if not wanted or h.kind in wanted)[:limit]


def exact_drug(kb: KnowledgeBase, text: str) -> str:
    """The drug whose name or brand is exactly this text, or ""; anything less sure is for the clinician."""
    typed = " ".join(text.casefold().split())
    found = {d.id for d in kb.drugs.values() if typed in {n.casefold() for n in (d.id, d.name, *d.brands)}}
    return found.pop() if len(found) == 1 else ""

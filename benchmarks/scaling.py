"""How the cost of one reassessment grows with the knowledge, beside pyhpo's similarity ranking.

The shipped conditions are copied with their numbers shaken, so that 12,000 conditions are as full as the
real ones. Tests, alerts and localisation patterns stay as they are: what a larger book adds is causes.
pyhpo (extra `bench`) ranks the same number of OMIM and Orphanet diseases by the similarity of term sets.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from mwdesk import paths  # noqa: E402
from mwdesk.domain.assessment import Context, Findings  # noqa: E402
from mwdesk.domain.knowledge import Association, Condition, KnowledgeBase  # noqa: E402
from mwdesk.interchange import read_case  # noqa: E402
from mwdesk.knowledge import open_knowledge  # noqa: E402
from mwdesk.reasoning import assess, interpret  # noqa: E402

SIZES = (250, 1_000, 4_000, 12_000)
FRAME_MS = 16.0


def shaken(row: Association, rng: random.Random) -> Association:
    """The same row with a probability a little off."""
    return replace(row, p=min(0.99, max(0.01, row.p * rng.uniform(0.7, 1.3))))


def copied(condition: Condition, number: int, rng: random.Random) -> Condition:
    """A condition like this one under an id of its own."""
    findings = {name: shaken(row, rng) for name, row in condition.findings.items()}
    return replace(condition, id=f"{condition.id}-{number}", parent="", umbrella=False, findings=findings)


def grown(kb: KnowledgeBase, size: int) -> KnowledgeBase:
    """A knowledge base of `size` conditions."""
    rng = random.Random(size)
    own = list(kb.conditions.values())
    out = {c.id: c for c in own[:size]}
    number = 0
    while len(out) < size:
        number += 1
        for condition in own[: size - len(out)]:
            made = copied(condition, number, rng)
            out[made.id] = made
    return replace(kb, conditions=out)


def median_ms(work: Callable[[], object], runs: int) -> float:
    """Milliseconds, the median of `runs` after one to warm up."""
    work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def largest_case(kb: KnowledgeBase) -> Findings:
    """The shared case with the most entries."""
    cases = [read_case(file, kb).encounter for file in sorted((ROOT / "db" / "vignettes").glob("*.json"))]
    return interpret(kb, max(cases, key=lambda encounter: len(encounter.entries)))


def similarity_ms(kb: KnowledgeBase, findings: Findings, size: int) -> float | None:
    """One ranking of `size` diseases by pyhpo's similarity of term sets; None without pyhpo."""
    try:
        from pyhpo import HPOSet, Ontology
    except ImportError:
        return None
    if not hasattr(Ontology, "_map"):
        Ontology()
    terms = [kb.findings[name].hpo for name in findings.observed if kb.findings[name].hpo]
    patient = HPOSet.from_queries(terms)
    diseases = [*Ontology.omim_diseases, *Ontology.orpha_diseases][:size]
    sets = [HPOSet(disease.hpo_set()) for disease in diseases]
    start = time.perf_counter()
    for other in sets:
        patient.similarity(other)
    return (time.perf_counter() - start) * 1000 * size / max(1, len(sets))


def main() -> None:
    """Measure and print: milliseconds, frames of 16 ms, and the ratio to the smallest size."""
    kb = open_knowledge(paths.knowledge_source(), paths.knowledge_db())
    findings = largest_case(kb)
    print(f"largest case: {len(findings.observed)} findings; shipped conditions: {len(kb.conditions)}")
    print(f"{'conditions':>10} {'ms':>8} {'frames':>7} {'x first':>8} {'pyhpo, ms':>10} {'pyhpo x ours':>13}")
    first = 0.0
    for size in (*SIZES[:1], len(kb.conditions), 4 * len(kb.conditions), *SIZES[2:]):
        bigger = grown(kb, size)
        ms = median_ms(lambda bigger=bigger: assess(bigger, findings, Context()), runs=15)
        first = first or ms
        other = similarity_ms(kb, findings, size)
        beside = "" if other is None else f"{other:10.0f} {other / ms:12.0f}x"
        print(f"{size:10} {ms:8.1f} {ms / FRAME_MS:7.2f} {ms / first:7.2f}x {beside}", flush=True)


if __name__ == "__main__":
    main()

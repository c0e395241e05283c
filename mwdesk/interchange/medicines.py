"""Medicines and other treatment of a Phenopacket."""

from __future__ import annotations

from typing import Any

from mwdesk.domain.encounter import Entry, Medication, medication
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.interchange.measurements import plain
from mwdesk.interchange.reading import Reading, in_words, name_of, rest_of


def read_medicines(actions: Any, kb: KnowledgeBase, reading: Reading) -> list[Entry]:
    """Medicines by name; an exact name or brand is linked to the drug table, anything else stays text."""
    entries: list[Entry] = []
    keys: set[str] = set()
    for place, action in reading.rows(actions, "medicalActions"):
        treatment = action.get("treatment")
        agent = treatment.get("agent") if isinstance(treatment, dict) else None
        if not isinstance(treatment, dict) or not name_of(agent):
            reading.tell(
                place, "this names no medicine: it is kept as text.",
                "Give treatment.agent.label where it is one.", keep=f"Treatment: {in_words(action)}",
            )  # fmt: skip
            continue
        name = name_of(agent)
        known = (
            d.id for d in kb.drugs.values() if plain(name) in {plain(n) for n in (d.id, d.name, *d.brands)}
        )
        drug = next(known, "") if plain(name) else ""
        detail = "; ".join(filter(None, (rest_of(treatment, ("agent",)), rest_of(action, ("treatment",)))))
        if action.get("treatmentTerminationReason"):
            reading.tell(
                place, f"{name} was stopped; it still counts as taken.", "Take it out if it is long ago."
            )
        key = drug or name
        while key in keys:  # the same medicine twice, in two forms or doses: both are kept
            key += "+"
        keys.add(key)
        entries.append(medication(Medication(name=name, drug=drug, detail=detail), key=key, by="import"))
    return entries

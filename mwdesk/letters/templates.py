"""A practice's own template laid over the sections of a document, within the limits that keep it safe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from mwdesk.domain.letter import Prose, Section
from mwdesk.domain.letter_template import LetterTemplate

# Sections of each kind that a template may name; a star marks those that its reader must have.
_PARTS: Mapping[str, str] = MappingProxyType(
    {
        "neurology_referral": """question* summary* examination* tests* safety* impression* medicines*
            background treatment* told signature*""",
        "edx_request": """test_wanted* question* protocol sample summary* examination* nerves previous*
            safety* tolerance tests medicines* impression* signature*""",
        "imaging_request": """test_wanted* question* protocol summary* examination* previous* safety*
            logistics* tests impression medicines* signature*""",
        "biopsy_request": """test_wanted* question* protocol sample summary* examination* previous
            treatment* safety* specimen* told* tests* medicines* impression signature*""",
        "emergency_transfer": """alert* summary* question* background* medicines* breathing* circulation*
            examination* tests* treatment* avoid* plan* safety* impression* told* signature*""",
        "rheumatology_referral": """question* summary* examination* systemic_screen* muscle_numbers*
            autoimmune_tests* cancer_screen infection* vaccines* tests* safety* medicines* background
            treatment* impression* told signature*""",
        "endocrinology_referral": """question* summary* examination* endocrine_signs* endocrine_tests*
            sampling steroid_status* muscle_link* attacks tests* safety* impression* medicines* background
            treatment* told signature*""",
        "genetics_referral": """question* summary* examination* family pedigree* phenotype_terms*
            test_requested* prior_genetics* consent_scope* urgency_reason tests* safety* impression*
            medicines background treatment told signature*""",
        "rehab_referral": """diagnosis_status* goals* summary function* function_measures* examination
            precautions* limits* safety* equipment* help physio_ask* ot_ask* slt_ask medicines* told
            signature*""",
    }
)
KINDS = tuple(_PARTS)
_FIXED = ("signature",)  # always last


def sections_of(kind: str) -> tuple[str, ...]:
    """Ids of the sections that a template of this kind may name; none where it takes no template."""
    return tuple(word.rstrip("*") for word in _PARTS.get(kind, "").split())


def required(kind: str) -> frozenset[str]:
    """Ids of the sections that no template may leave out."""
    return frozenset(word.rstrip("*") for word in _PARTS.get(kind, "").split() if word.endswith("*"))


def lay_over(template: LetterTemplate, kind: str, sections: Sequence[Section]) -> list[Section]:
    """The sections as the template wants them; a required one stays whatever the template says."""
    must = required(kind)
    kept = [s for s in sections if s.id in must or s.id not in template.leave_out]
    ordered = _in_order(template, kept)
    for number, paragraph in enumerate(template.paragraphs):
        block = Prose(paragraphs=tuple(p for p in paragraph.text.split("\n\n") if p.strip()))
        own = Section(id=f"own_{number + 1}", title=paragraph.title, blocks=(block,))
        ordered.insert(_after(ordered, paragraph.after), own)
    if template.greeting:
        ordered.insert(0, _words("greeting", template.greeting))
    if template.closing:
        ordered.insert(_after(ordered, ""), _words("closing", template.closing))
    return ordered


def _words(ident: str, text: str) -> Section:
    return Section(id=ident, title="", blocks=(Prose(paragraphs=(text,)),), key=ident == "greeting")


def _in_order(template: LetterTemplate, sections: list[Section]) -> list[Section]:
    """The named sections change places among themselves; all others stay where they stand."""
    rank = {ident: at for at, ident in enumerate(template.order) if ident not in _FIXED}
    named = sorted((s for s in sections if s.id in rank), key=lambda s: rank[s.id])
    moved = iter(named)
    return [next(moved) if s.id in rank else s for s in sections]


def _after(sections: Sequence[Section], ident: str) -> int:
    """Where to put something after this section; before the signature where it is not there."""
    for at, section in enumerate(sections):
        if section.id == ident and ident not in _FIXED:
            return at + 1
    for at, section in enumerate(sections):
        if section.id in _FIXED:
            return at
    return len(sections)

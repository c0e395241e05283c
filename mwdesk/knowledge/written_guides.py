"""How protocols, guides, care and advice are written."""

from __future__ import annotations

from typing import Any

from mwdesk.domain.guides import (
    Advice,
    BiopsyGuide,
    EdxProtocol,
    ImagingGuide,
    NeedleMuscle,
    NerveLimit,
    NerveStudy,
    Treatment,
)
from mwdesk.domain.knowledge import Basis
from mwdesk.knowledge.fields import Fields
from mwdesk.knowledge.sourcefiles import Item


def read_needle_muscle(ident: str, f: Fields, _: Item) -> NeedleMuscle:
    return NeedleMuscle(
        id=ident,
        name=f.text("name", None),
        nerve=f.text("nerve", None),
        roots=f.texts("roots"),
        movement=f.text("movement"),
        depth=f.text("depth"),
        caution=f.text("caution"),
    )


def read_nerve_study(ident: str, f: Fields, _: Item) -> NerveStudy:
    return NerveStudy(
        id=ident,
        name=f.text("name", None),
        nerve=f.text("nerve", None),
        kind=f.text("kind", None),
        stimulated=f.text("stimulated"),
        recorded=f.text("recorded", None),
        distance=f.number("distance_cm"),
        technique=f.text("technique"),
        limits=_limits(f),
    )


def _limits(f: Fields) -> tuple[NerveLimit, ...]:
    """One limit a line: distal-latency = { high = 4.5, unit = "ms", basis = "review", source = [...] }."""
    found = []
    for name, row in f.table("limits").items():
        if not isinstance(row, dict):
            f.fault("A limit is a line in braces.", 'Write { high = 4.5, unit = "ms", ... }.', at=name)
            continue
        line = f.line(row, f"limits.{name}")
        found.append(
            NerveLimit(
                name=name.replace("-", " "),
                unit=line.text("unit", None),
                low=line.number("low"),
                high=line.number("high"),
                note=line.text("note"),
                **_rests_on(line),
            )
        )
        line.close()
    return tuple(found)


def _rests_on(f: Fields) -> dict[str, Any]:
    return {"basis": f.choice("basis", Basis, None), "sources": f.texts("source")}


def read_edx(ident: str, f: Fields, _: Item) -> EdxProtocol:
    return EdxProtocol(
        id=ident,
        name=f.text("name", None),
        question=f.text("question", None),
        tests=f.texts("tests"),
        conditions=f.texts("conditions"),
        patterns=f.texts("patterns"),
        sites=f.texts("sites"),
        limb=f.text("limb"),
        side=f.text("side", "weak"),
        nerves=f.texts("nerves"),
        muscles=f.texts("muscles"),
        study=f.text("study"),
        sample=f.text("sample"),
        special=f.texts("special"),
        timing=f.text("timing"),
        conduction_from=f.number("conduction_from"),
        needle_from=f.number("needle_from"),
        expected=f.text("expected"),
        pitfalls=f.text("pitfalls"),
        needed=f.flag("needed", True),
        **_rests_on(f),
    )


def read_biopsy(ident: str, f: Fields, _: Item) -> BiopsyGuide:
    return BiopsyGuide(
        id=ident,
        name=f.text("name", None),
        tissue=f.text("tissue", None),
        tests=f.texts("tests"),
        indication=f.text("indication", None),
        target=f.text("target"),
        conditions=f.texts("conditions"),
        sites=f.texts("sites"),
        muscles=f.texts("muscles"),
        avoid=f.text("avoid"),
        handling=f.text("handling"),
        expected=f.text("expected"),
        state=f.texts("state"),
        wait_weeks=f.number("wait_weeks"),
        needed=f.flag("needed", True),
        **_rests_on(f),
    )


def read_imaging(ident: str, f: Fields, _: Item) -> ImagingGuide:
    return ImagingGuide(
        id=ident,
        name=f.text("name", None),
        question=f.text("question", None),
        tests=f.texts("tests"),
        region=f.text("region"),
        sequences=f.text("sequences"),
        conditions=f.texts("conditions"),
        patterns=f.texts("patterns"),
        sites=f.texts("sites"),
        region_arm=f.text("region_arm"),
        region_leg=f.text("region_leg"),
        contrast=f.text("contrast"),
        urgency=f.text("urgency"),
        state=f.texts("state"),
        safety=f.text("safety"),
        pitfalls=f.text("pitfalls"),
        needed=f.flag("needed", True),
        **_rests_on(f),
    )


def read_treatment(ident: str, f: Fields, _: Item) -> Treatment:
    return Treatment(
        id=ident,
        name=f.text("name", None),
        kind=f.text("kind", None),
        detail=f.text("detail", None),
        conditions=f.texts("conditions"),
        when=f.text("when"),
        cautions=f.text("cautions"),
        **_rests_on(f),
    )


def read_advice(ident: str, f: Fields, _: Item) -> Advice:
    return Advice(
        id=ident,
        name=f.text("name", None),
        points=f.texts("points"),
        conditions=f.texts("conditions"),
        findings=f.texts("findings"),
        not_for=f.text("not_for"),
        card=int(f.number("card") or 0),
        **_rests_on(f),
    )

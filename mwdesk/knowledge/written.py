"""How each kind of entry is written, and the domain value it becomes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from mwdesk.domain.issue import Issue
from mwdesk.domain.knowledge import (
    AlertRule,
    Condition,
    Drug,
    Finding,
    FindingGroup,
    GroupKind,
    HpoTerm,
    LocalisationPattern,
    PathwayStep,
    Site,
    Source,
    Test,
    Tier,
    Urgency,
)
from mwdesk.knowledge.book import Book, Pattern
from mwdesk.knowledge.fields import Fields
from mwdesk.knowledge.reading import Reading
from mwdesk.knowledge.sourcefiles import Item, Tree, read_tree
from mwdesk.knowledge.written_criteria import read_criterion, read_scale
from mwdesk.knowledge.written_examination import read_analyte, read_muscle, read_reflex, read_sensory
from mwdesk.knowledge.written_guides import (
    read_advice,
    read_biopsy,
    read_edx,
    read_imaging,
    read_needle_muscle,
    read_nerve_study,
    read_treatment,
)
from mwdesk.knowledge.written_history import (
    read_look_alike,
    read_region,
    read_retired,
    read_review,
    released_ids,
)
from mwdesk.knowledge.written_translations import read_translations, read_words

T = TypeVar("T")
DEFAULT_BACKGROUND = 0.02  # only where a finding says nothing; the check asks for one


def read_book(source: Path) -> Reading:
    """The whole tree as values, with everything that is wrong in how it is written."""
    tree = read_tree(source)
    issues = list(tree.issues)
    tests = _all(tree, "test", issues, _test)
    conditions = _all(tree, "condition", issues, _condition)
    book = Book(
        version=tree.version,
        sha256=tree.sha256,
        sites=_all(tree, "site", issues, _site),
        patterns=_all(tree, "pattern", issues, _pattern),
        findings=_all(tree, "finding", issues, _finding),
        groups=_all(tree, "group", issues, _group),
        conditions={i: _tiers(c, tests) for i, c in conditions.items()},
        tests=tests,
        alerts=_all(tree, "alert", issues, _alert),
        localisation=_all(tree, "localisation", issues, _localisation),
        muscles=_all(tree, "muscle", issues, read_muscle),
        reflexes=_all(tree, "reflex", issues, read_reflex),
        sensory=_all(tree, "sensory", issues, read_sensory),
        analytes=_all(tree, "analyte", issues, read_analyte),
        drugs=_drugs(tree, issues),
        hpo=_all(tree, "hpo", issues, _hpo),
        sources=_all(tree, "source", issues, _source),
        settings=_all(tree, "setting", issues, _setting),
        criteria=_all(tree, "criterion", issues, read_criterion),
        scales=_all(tree, "scale", issues, read_scale),
        needle_muscles=_all(tree, "needle_muscle", issues, read_needle_muscle),
        nerve_studies=_all(tree, "nerve_study", issues, read_nerve_study),
        edx=_all(tree, "edx", issues, read_edx),
        biopsies=_all(tree, "biopsy", issues, read_biopsy),
        imaging=_all(tree, "imaging", issues, read_imaging),
        treatments=_all(tree, "treatment", issues, read_treatment),
        advice=_all(tree, "advice", issues, read_advice),
        leaflet=read_words(tree, issues),
        translations=read_translations(tree, issues),
        reviews=_all(tree, "review", issues, read_review),
        look_alikes=_all(tree, "look_alike", issues, read_look_alike),
        retired=read_retired(tree, issues),
        regions=_all(tree, "region", issues, read_region),
    )
    _shared_keys(tree, issues)
    paths = {(kind, item.id): item.path for kind, items in tree.items.items() for item in items.values()}
    return Reading(book=book, paths=paths, issues=tuple(issues), released=released_ids(tree))


_SHARED = {"finding": "section", "test": "category", "alert": "urgency"}


def _shared_keys(tree: Tree, issues: list[Issue]) -> None:
    """What the first line of a file says for all its entries must be there, and nothing else."""
    for kind, key in _SHARED.items():
        for item in tree.of(kind).values():
            if not isinstance(item.shared.get(key), str) or len(item.shared) > 1:
                Fields(item, issues).fault(
                    f"The file must say its {key} above the first heading, and nothing else there.",
                    f'Write {key} = "..." as its first line.',
                )


def _all(tree: Tree, kind: str, issues: list[Issue], read: Callable[[str, Fields, Item], T]) -> dict[str, T]:
    found: dict[str, T] = {}
    for ident, item in tree.of(kind).items():
        fields = Fields(item, issues)
        found[ident] = read(ident, fields, item)
        fields.close()
    return found


def _site(ident: str, f: Fields, _: Item) -> Site:
    rows = f.associations("findings", f"site:{ident}")
    return Site(id=ident, name=f.text("name", None), order=int(f.amount("order", 0)), findings=rows)


def _pattern(ident: str, f: Fields, _: Item) -> Pattern:
    rows = f.associations("findings", f"pattern:{ident}")
    return Pattern(id=ident, name=f.text("name", None), about=f.text("about"), findings=rows)


def _finding(ident: str, f: Fields, item: Item) -> Finding:
    return Finding(
        id=ident,
        label=f.text("label", None),
        section=str(item.shared.get("section", "")),
        background=f.amount("background", DEFAULT_BACKGROUND),
        hpo=f.text("hpo"),
        hpo_label=f.text("hpo_label"),
        ask=f.text("ask"),
        synonyms=f.texts("synonyms"),
        narrower_than=f.texts("narrower_than"),
        age_min=f.amount("age_min", 0.0),
        age_max=f.amount("age_max", 120.0),
        sex=f.text("sex"),
    )


def _group(ident: str, f: Fields, _: Item) -> FindingGroup:
    return FindingGroup(id=ident, kind=f.choice("kind", GroupKind, None), findings=f.texts("findings"))


def _condition(ident: str, f: Fields, _: Item) -> Condition:
    who, urgency, care, pathway = (f.below(key) for key in ("who", "urgency", "care", "pathway"))
    low, high = who.span("age", (0.0, 120.0))
    site = f.text("site", None)
    condition = Condition(
        id=ident,
        name=f.text("name", None),
        site=site,
        sites=f.texts("sites") or (site,),
        group=f.text("group"),
        parent=f.text("parent"),
        umbrella=f.flag("umbrella"),
        key=f.flag("key"),
        patterns=f.texts("patterns"),
        synonyms=f.texts("synonyms"),
        age_min=low,
        age_max=high,
        age_peak=who.number("age_peak"),
        female_to_male=who.amount("female_to_male", 1.0),
        frequency=who.text("frequency", None),
        regional=who.flag("regional"),
        must_not_miss=urgency.flag("must_not_miss"),
        urgency=urgency.choice("level", Urgency, None),
        refer_to=urgency.text("refer_to"),
        summary=f.text("summary", None),
        interim=care.text("meanwhile"),
        avoid=care.text("avoid"),
        advice=care.text("advice"),
        sources=f.texts("sources"),
        status=f.text("status", "draft"),
        findings=f.associations("findings", f"condition:{ident}"),
        outcomes=f.outcomes("tests"),
        pathway=_pathway(pathway),
        clinical_diagnosis=f.text("clinical_diagnosis"),
    )
    for part in (who, urgency, care, pathway):
        part.close()
    return condition


def _pathway(f: Fields) -> tuple[PathwayStep, ...]:
    steps: list[PathwayStep] = []
    for number, row in enumerate(f.tables("steps"), start=1):
        line = f.line(row, f"step {number}")
        steps.append(
            PathwayStep(
                step=number,
                test=line.text("test", None),
                why=line.text("why"),
                when=line.text("when", None),
                tier=line.choice("tier", Tier, Tier.BEDSIDE),
                sources=line.texts("source"),
            )
        )
        line.close()
    return tuple(steps)


def _tiers(condition: Condition, tests: dict[str, Test]) -> Condition:
    """A step needs what its test needs: it may ask for a better equipped place, never for a lesser one."""
    order = list(Tier)

    def raised(step: PathwayStep) -> PathwayStep:
        test = tests.get(step.test)
        if test is None or order.index(step.tier) >= order.index(test.tier):
            return step
        return replace(step, tier=test.tier)

    return replace(condition, pathway=tuple(raised(step) for step in condition.pathway))


def _test(ident: str, f: Fields, item: Item) -> Test:
    return Test(
        id=ident,
        name=f.text("name", None),
        category=str(item.shared.get("category", "")),
        answers=f.text("answers", None),
        tier=f.choice("tier", Tier, None),
        invasiveness=f.amount("invasiveness", 0.0),
        cost=f.amount("cost", 0.0),
        turnaround=f.text("turnaround"),
        patient_time=f.text("patient_time"),
        contraindications=f.text("contraindications"),
        cautions=f.text("cautions"),
        after=f.texts("after"),
        preparation=f.text("preparation"),
        request=f.text("request"),
        not_when=f.text("not_when"),
        substitute=f.text("substitute"),
        loinc=f.text("loinc"),
        outcomes=f.texts("outcomes"),
        sources=f.texts("source"),
        in_look_alikes=f.outcomes("in_look_alikes"),
        means=f.words("means"),
    )


def _alert(ident: str, f: Fields, item: Item) -> AlertRule:
    low, high = f.span("age", (0.0, 200.0))
    basis = f.text("basis")
    if basis not in ("", "estimate"):
        f.fault(f"'{basis}' is not known here.", 'Write basis = "estimate", or name a source.', at="basis")
    return AlertRule(
        id=ident,
        rule=f.text("rule", None),
        suspects=f.texts("suspects"),
        why=f.text("why"),
        action=f.text("action"),
        urgency=Urgency(item.shared["urgency"])
        if item.shared.get("urgency") in set(Urgency)
        else Urgency.URGENT,
        sources=f.texts("source"),
        age_min=low,
        age_max=high,
        title=f.text("title", None),
        estimate=basis == "estimate",
    )


def _localisation(ident: str, f: Fields, _: Item) -> LocalisationPattern:
    rules: dict[str, Any] = {
        key: f.text(key) for key in ("must_weak", "must_spared", "must_signs", "must_not", "supportive")
    }
    return LocalisationPattern(
        id=ident,
        name=f.text("name", None),
        family=f.text("family"),
        site=f.text("site", None),
        level=f.text("level"),
        explanation=f.text("explanation"),
        specificity=int(f.amount("specificity", 1)),
        compare_with=f.texts("compare_with"),
        tests=f.texts("tests"),
        sources=f.texts("source"),
        **rules,
    )


def _drugs(tree: Tree, issues: list[Issue]) -> dict[str, Drug]:
    """Drugs with the findings that taking them makes present: by name, by class and by effect."""
    tables: dict[str, dict[str, tuple[str, ...]]] = {}
    for ident, item in tree.of("effect").items():
        fields = Fields(item, issues)
        tables[ident] = {key: fields.texts(key) for key in item.body}

    _known_effects(tree, issues)

    def drug(ident: str, f: Fields, _: Item) -> Drug:
        effects, drug_class = f.texts("effects"), f.text("class", None)
        kept_out = tables.get("not_by_class", {}).get(drug_class, ())
        found = [
            *tables.get("by_name", {}).get(ident, ()),
            *tables.get("by_class", {}).get(drug_class, ()),
            *(
                finding
                for effect in effects
                for finding in tables.get("by_effect", {}).get(effect, ())
                if finding not in kept_out
            ),
        ]
        return Drug(
            id=ident,
            name=f.text("name", None),
            brands=f.texts("brands"),
            drug_class=drug_class,
            effects=effects,
            findings=tuple(dict.fromkeys(found)),
            presentation=f.text("presentation"),
            onset=f.text("onset"),
            sources=f.texts("source"),
        )

    single = _all(tree, "drug", issues, drug)
    return {**single, **_all(tree, "combination", issues, lambda i, f, _: _combination(i, f, single))}


def _combination(ident: str, f: Fields, single: dict[str, Drug]) -> Drug:
    """Several drugs in one tablet: it does what each of its parts does."""
    names = f.texts("parts")
    for name in names:
        if name not in single:
            f.fault(f"'{name}' is no drug of drugs.toml.", "Mend the id, or add the drug.", at="parts")
    parts = [single[name] for name in names if name in single]

    def union(of: Callable[[Drug], tuple[str, ...]]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(word for part in parts for word in of(part)))

    return Drug(
        id=ident,
        name=" with ".join(part.name for part in parts) or ident,
        brands=f.texts("brands"),
        drug_class=" with ".join(part.drug_class for part in parts),
        effects=union(lambda part: part.effects),
        findings=union(lambda part: part.findings),
        presentation="; ".join(f"{part.name}: {part.presentation}" for part in parts if part.presentation),
        onset="; ".join(f"{part.name}: {part.onset}" for part in parts if part.onset),
        sources=union(lambda part: part.sources),
    )


def _known_effects(tree: Tree, issues: list[Issue]) -> None:
    """Each table of effects names drugs, classes and effects that some drug has."""
    bodies = [item.body for item in tree.of("drug").values()]
    classes = {str(body.get("class")) for body in bodies}
    effects = {str(effect) for body in bodies for effect in body.get("effects", ())}
    known = {"by_name": set(tree.of("drug")), "by_class": classes, "by_effect": effects}
    for ident, item in tree.of("effect").items():
        names = known.get(ident.removeprefix("not_"), set())
        for key in item.body.keys() - names:
            Fields(item, issues).fault(f"No drug is or has '{key}'.", "Mend the word, or remove it.", at=key)


def _hpo(ident: str, f: Fields, _: Item) -> HpoTerm:
    return HpoTerm(id=ident, label=f.text("label"), implies=f.texts("implies"), excludes=f.texts("excludes"))


def _source(ident: str, f: Fields, _: Item) -> Source:
    return Source(
        id=ident,
        citation=f.text("citation", None),
        year=f.text("year"),
        locator=f.text("locator"),
        kind=f.text("kind"),
        verified=f.text("verified", None),
        supports=f.text("supports"),
        seen=f.text("seen"),
    )


def _setting(_: str, f: Fields, __: Item) -> float:
    f.text("means", None)
    f.text("basis")
    return f.amount("value", 0.0)

"""A knowledge base small enough to reason about by hand; the numbers mean nothing clinical."""

from __future__ import annotations

from mwdesk.domain import knowledge as k

E = k.Basis.ESTIMATE


def finding(ident: str, section: str, background: float = 0.1, **more: object) -> k.Finding:
    more.setdefault("label", ident.replace("-", " ").capitalize())
    return k.Finding(id=ident, section=section, background=background, **more)  # type: ignore[arg-type]


def has(basis: k.Basis = E, sources: tuple[str, ...] = (), **ps: float) -> dict[str, k.Association]:
    return {
        name.replace("_", "-"): k.Association(
            finding=name.replace("_", "-"), p=p, basis=basis, sources=sources
        )
        for name, p in ps.items()
    }


FINDINGS = (
    finding("true-weakness", "history.presentation", 0.6, label="Objective loss of strength (not even once)"),
    finding("perceived-heaviness", "history.presentation", synonyms=("heavy legs", "leaden limbs")),
    finding("onset-hours-days", "history.tempo", 0.2),
    finding("onset-months-years", "history.tempo", 0.4),
    finding("fatigable-weakness", "history.tempo", 0.1, label="Weakness worsens with use"),
    finding("ascending-weakness", "history.distribution", 0.05),
    finding("ptosis", "history.cranial", 0.03, label="Ptosis", hpo="HP:0000508", hpo_label="Ptosis"),
    finding("diplopia", "history.cranial", 0.03, synonyms=("double vision", "seeing double")),
    finding(
        "morning-stiffness-over-45-min",
        "history.pain",
        0.05,
        label="Morning stiffness over 45 minutes",
        ask="Are you stiff in the morning, and for how long?",
    ),
    finding("cataract", "history.general", 0.05),
    finding("smoker", "history.background", 0.2),
    finding("areflexia", "exam.reflexes", 0.03),
    finding("babinski-sign", "exam.reflexes", 0.03, label="Babinski sign", ask="Stroke the outer sole"),
    finding("normal-reflexes", "exam.reflexes", 0.5),
    finding("pes-cavus", "exam.inspection", 0.02),
    finding("hypokalaemia", "lab", 0.02),
    finding("ana-positive", "lab", 0.05),
)


def condition(ident: str, site: str, findings: dict[str, k.Association], **more: object) -> k.Condition:
    return k.Condition(
        id=ident,
        name=ident.replace("-", " ").capitalize(),
        site=site,
        sites=(site,),
        group=site,
        findings=findings,
        **more,  # type: ignore[arg-type]
    )


CONDITIONS = (
    condition(
        "myasthenia-gravis",
        "nmj",
        {
            **has(true_weakness=0.95, onset_months_years=0.6, diplopia=0.6),
            **has(k.Basis.STUDY, ("grob2008",), fatigable_weakness=0.9, ptosis=0.75),
        },
        synonyms=("MG",),
        must_not_miss=True,
        urgency=k.Urgency.URGENT,
        summary="Fatigable weakness, no objective sensory loss; ascending or not; "
        "ptosis, diplopia, areflexia; onset slow.",
        outcomes={
            "ice-pack": (
                k.OutcomeProbability(outcome="positive", p=0.8, basis=E),
                k.OutcomeProbability(outcome="negative", p=0.2, basis=E),
            )
        },
    ),
    condition(
        "guillain-barre-syndrome",
        "nerve",
        has(true_weakness=0.98, onset_hours_days=0.7, ascending_weakness=0.8, areflexia=0.9),
        urgency=k.Urgency.EMERGENCY,
        must_not_miss=True,
    ),
    condition(
        "hypokalaemic-paralysis", "muscle", has(true_weakness=0.95, onset_hours_days=0.8, hypokalaemia=0.9)
    ),
    condition("limb-girdle-dystrophy", "muscle", has(true_weakness=0.98, onset_months_years=0.95)),
    condition("depression", "functional", has(true_weakness=0.05, perceived_heaviness=0.6)),
)

SOURCES = (
    k.Source(
        id="grob2008",
        citation="Grob D et al. Lifetime course of myasthenia gravis. Muscle Nerve 37:141-9",
        year="2008",
        locator="doi",
        kind="study",
        verified="search",
    ),
    k.Source(id="recalled", citation="Nobody N", year="1999", locator="", kind="study", verified="memory"),
)

RULES = (
    k.AlertRule(
        id="rf-gbs",
        rule="ascending-weakness AND (areflexia OR onset-hours-days) AND NOT babinski-sign",
        suspects=("guillain-barre-syndrome",),
        why="Breathing may fail within hours.",
        action="Measure vital capacity now. Then arrange transfer. Rural: count in one breath.",
        urgency=k.Urgency.EMERGENCY,
    ),
)


def _muscle(ident: str, sided: bool = True, core: bool = True) -> k.Muscle:
    return k.Muscle(
        id=ident,
        action=ident.replace("-", " ").capitalize(),
        muscle="Deltoid",
        sided=sided,
        roots=("C5",),
        nerve="Axillary",
        plexus="",
        region="shoulder",
        gradient="proximal",
        how="Push up",
        core=core,
        in_sum_score=True,
    )


def _reflex(ident: str, sided: bool = True) -> k.Reflex:
    return k.Reflex(
        id=ident,
        name=ident.replace("-", " ").capitalize(),
        kind="tendon",
        roots=("L3",),
        nerve="Femoral",
        how="Tap",
        normal="Extension",
        values=("0", "1", "2", "3", "4"),
        core=True,
        sided=sided,
    )


POTASSIUM = k.Analyte(
    id="potassium",
    name="Potassium",
    unit="mmol/L",
    units=(k.Unit(label="mmol/L", factor=1.0), k.Unit(label="mEq/L", factor=1.0)),
    synonyms=("K",),
    low=3.5,
    high=5.3,
    critical_low=2.5,
    critical_high=6.5,
    plausible_min=1.2,
    plausible_max=10.0,
    rules=(k.LabRule(finding="hypokalaemia", high=3.5),),
    core=True,
)
CREATININE = k.Analyte(
    id="creatinine",
    name="Creatinine",
    unit="umol/L",
    units=(k.Unit(label="umol/L", factor=1.0), k.Unit(label="mg/dL", factor=88.4)),
    low_male=59.0,
    high_male=104.0,
    low_female=45.0,
    high_female=84.0,
    plausible_min=10.0,
    plausible_max=3000.0,
    confirm_low=30.0,
)
CK = k.Analyte(
    id="ck",
    name="Creatine kinase",
    unit="U/L",
    units=(k.Unit(label="U/L", factor=1.0),),
    low=25,
    high=320,
    plausible_min=1,
    plausible_max=500000,
)
TEMPERATURE = k.Analyte(
    id="temperature",
    name="Temperature",
    unit="°C",
    units=(k.Unit(label="°C", factor=1.0), k.Unit(label="°F", factor=5 / 9, offset=-160 / 9)),
    plausible_min=25,
    plausible_max=44,
)

TELMISARTAN = k.Drug(
    id="telmisartan-hydrochlorothiazide",
    name="Telmisartan with hydrochlorothiazide",
    brands=("Telma-H", "Micardis Plus"),
    drug_class="thiazide",
    effects=("hypokalaemia",),
    findings=(),
)
ATORVASTATIN = k.Drug(
    id="atorvastatin",
    name="Atorvastatin",
    brands=("Lipitor", "Atorva"),
    drug_class="statin",
    effects=(),
    findings=(),
)
ICE = k.Test(
    id="ice-pack",
    name="Ice pack test",
    category="bedside",
    answers="Does cold lift the lid?",
    tier=k.Tier.BEDSIDE,
    invasiveness=0,
    cost=0,
    turnaround="minutes",
    patient_time="2 min",
    outcomes=("positive", "negative"),
)


def by_id(*items: object) -> dict[str, object]:
    return {item.id: item for item in items}  # type: ignore[attr-defined]


def knowledge() -> k.KnowledgeBase:
    sites = (("brain", "Brain"), ("nerve", "Nerve"), ("nmj", "Junction"), ("muscle", "Muscle"))
    return k.KnowledgeBase(
        version="test",
        sha256="0" * 64,
        sites=by_id(  # type: ignore[arg-type]
            *(k.Site(id=i, name=n, order=o, findings={}) for o, (i, n) in enumerate(sites)),
            k.Site(id="functional", name="Felt, not true", order=9, findings={}),
        ),
        findings=by_id(*FINDINGS),  # type: ignore[arg-type]
        groups=by_id(  # type: ignore[arg-type]
            k.FindingGroup(
                id="tempo",
                kind=k.GroupKind.CATEGORICAL,
                findings=("onset-hours-days", "onset-months-years"),
            )
        ),
        conditions=by_id(*CONDITIONS),  # type: ignore[arg-type]
        tests=by_id(ICE),  # type: ignore[arg-type]
        alerts=by_id(*RULES),  # type: ignore[arg-type]
        localisation={},
        muscles=by_id(  # type: ignore[arg-type]
            _muscle("shoulder-abduction"),
            _muscle("neck-flexion", sided=False),
            _muscle("toe-spread", core=False),
        ),
        reflexes=by_id(_reflex("knee-jerk"), _reflex("jaw-jerk", sided=False)),  # type: ignore[arg-type]
        sensory={},
        analytes=by_id(POTASSIUM, CREATININE, CK, TEMPERATURE),  # type: ignore[arg-type]
        drugs=by_id(TELMISARTAN, ATORVASTATIN),  # type: ignore[arg-type]
        hpo={},
        sources=by_id(*SOURCES),  # type: ignore[arg-type]
        settings={"mrc_weak_below": 4.9, "mrc_severe_at_most": 3.0},
    )

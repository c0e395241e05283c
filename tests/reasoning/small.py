"""A knowledge base small enough to count by hand."""

from __future__ import annotations

from datetime import datetime

from mwdesk.domain.encounter import Encounter, Entry, Patient
from mwdesk.domain.knowledge import (
    AlertRule,
    Analyte,
    Association,
    Basis,
    Condition,
    Drug,
    Finding,
    FindingGroup,
    GroupKind,
    KnowledgeBase,
    LabRule,
    LocalisationPattern,
    Muscle,
    OutcomeProbability,
    PathwayStep,
    Reflex,
    SensoryPoint,
    Site,
    Test,
    Tier,
    Unit,
    Urgency,
)

FINDINGS = {
    # id: (section, background, narrower than)
    "true-weakness": ("history.presentation", 0.6, ()),
    "fatigue-without-weakness": ("history.presentation", 0.3, ()),
    "onset-hours-days": ("history.tempo", 0.2, ()),
    "onset-months-years": ("history.tempo", 0.5, ()),
    "symmetric-weakness": ("history.distribution", 0.5, ()),
    "asymmetric-weakness": ("history.distribution", 0.3, ()),
    "proximal-weakness": ("history.distribution", 0.3, ()),
    "distal-weakness": ("history.distribution", 0.25, ()),
    "upper-limb-weakness": ("history.distribution", 0.4, ()),
    "lower-limb-weakness": ("history.distribution", 0.5, ()),
    "proximal-arm-weakness": ("history.distribution", 0.2, ()),
    "proximal-leg-weakness": ("history.distribution", 0.3, ()),
    "distal-arm-weakness": ("history.distribution", 0.05, ()),
    "distal-leg-weakness": ("history.distribution", 0.05, ()),
    "hemiparesis": ("history.distribution", 0.02, ()),
    "monoparesis": ("history.distribution", 0.02, ()),
    "paraparesis": ("history.distribution", 0.05, ()),
    "tetraparesis": ("history.distribution", 0.1, ()),
    "foot-drop": ("history.distribution", 0.02, ()),
    "wrist-drop": ("history.distribution", 0.02, ()),
    "ptosis": ("history.cranial", 0.02, ()),
    "ptosis-asymmetric": ("exam.general", 0.01, ("ptosis",)),
    "areflexia": ("exam.reflexes", 0.05, ()),
    "hyporeflexia": ("exam.reflexes", 0.1, ()),
    "hyperreflexia": ("exam.reflexes", 0.05, ()),
    "normal-reflexes": ("exam.reflexes", 0.5, ()),
    "focal-reflex-loss": ("exam.reflexes", 0.02, ()),
    "babinski-sign": ("exam.reflexes", 0.02, ()),
    "clonus": ("exam.reflexes", 0.02, ()),
    "sensory-loss-distal": ("history.sensory", 0.05, ()),
    "normal-sensation": ("history.sensory", 0.6, ()),
    "vibration-proprioception-loss": ("history.sensory", 0.02, ()),
    "statin-use": ("history.exposure", 0.2, ()),
    "cough": ("history.respiratory", 0.1, ()),
    "hypokalaemia": ("lab", 0.04, ()),
    "hyperkalaemia": ("lab", 0.02, ()),
    "ck-normal": ("lab", 0.8, ()),
    "ck-raised": ("lab", 0.1, ()),
    "anaemia": ("lab", 0.1, ()),
}

ASSOCIATIONS = {
    "alpha-neuropathy": {
        "true-weakness": 0.95,
        "onset-hours-days": 0.9,
        "onset-months-years": 0.05,
        "symmetric-weakness": 0.9,
        "asymmetric-weakness": 0.1,
        "areflexia": 0.8,
        "sensory-loss-distal": 0.6,
        "distal-weakness": 0.7,
        "lower-limb-weakness": 0.95,
        "ck-normal": 0.9,
        "ck-raised": 0.1,
    },
    "beta-myopathy": {
        "true-weakness": 0.9,
        "onset-hours-days": 0.05,
        "onset-months-years": 0.8,
        "symmetric-weakness": 0.95,
        "asymmetric-weakness": 0.05,
        "normal-reflexes": 0.85,
        "normal-sensation": 0.95,
        "proximal-weakness": 0.95,
        "statin-use": 0.4,
        "ck-normal": 0.2,
        "ck-raised": 0.8,
    },
    "gamma-stroke": {
        "true-weakness": 0.9,
        "onset-hours-days": 0.9,
        "asymmetric-weakness": 0.95,
        "symmetric-weakness": 0.05,
        "hemiparesis": 0.8,
        "hyperreflexia": 0.4,
        "babinski-sign": 0.5,
    },
    "delta-umbrella": {"true-weakness": 0.85, "proximal-weakness": 0.8, "onset-months-years": 0.7},
    "epsilon-tiredness": {"true-weakness": 0.05, "fatigue-without-weakness": 0.95, "normal-reflexes": 0.95},
    "zeta-paralysis": {"true-weakness": 0.9, "hypokalaemia": 0.9, "areflexia": 0.4, "onset-hours-days": 0.9},
}
SITES = {
    "alpha-neuropathy": "nerve",
    "beta-myopathy": "muscle",
    "gamma-stroke": "brain",
    "delta-umbrella": "muscle",
    "epsilon-tiredness": "systemic",
    "zeta-paralysis": "muscle",
}


def condition(ident: str, **more: object) -> Condition:
    fields: dict[str, object] = {
        "id": ident,
        "name": ident.replace("-", " "),
        "site": SITES[ident],
        "sites": (SITES[ident],),
        "group": "test",
        "findings": {
            name: Association(finding=name, p=p, basis=Basis.ESTIMATE)
            for name, p in ASSOCIATIONS[ident].items()
        },
    }
    return Condition(**{**fields, **more})  # type: ignore[arg-type]


def _outcomes(**chances: float) -> tuple[OutcomeProbability, ...]:
    return tuple(OutcomeProbability(outcome=name, p=p, basis=Basis.ESTIMATE) for name, p in chances.items())


CONDITIONS = (
    condition(
        "alpha-neuropathy",
        urgency=Urgency.EMERGENCY,
        must_not_miss=True,
        outcomes={"nerve-test": _outcomes(abnormal=0.9, normal=0.1)},
        pathway=(PathwayStep(step=1, test="nerve-test", why="Shows it.", when="now", tier=Tier.DISTRICT),),
    ),
    condition(
        "beta-myopathy",
        frequency="common",
        parent="delta-umbrella",
        outcomes={
            "nerve-test": _outcomes(abnormal=0.05, normal=0.95),
            "needle-test": _outcomes(abnormal=0.9, normal=0.1),
        },
        pathway=(PathwayStep(step=1, test="needle-test", why="Shows it.", when="soon", tier=Tier.TERTIARY),),
    ),
    condition(
        "gamma-stroke", frequency="common", urgency=Urgency.EMERGENCY, must_not_miss=True, age_min=20.0
    ),
    condition("delta-umbrella", frequency="very_common", umbrella=True),
    condition("epsilon-tiredness", frequency="very_common"),
    condition("zeta-paralysis", frequency="rare", female_to_male=0.1, urgency=Urgency.URGENT),
)


def _muscle(ident: str, region: str, gradient: str, *, core: bool = True, score: bool = False) -> Muscle:
    return Muscle(
        id=ident,
        action=ident,
        muscle=ident,
        sided=True,
        roots=("C5",),
        nerve="nerve",
        plexus="",
        region=region,
        gradient=gradient,
        how="",
        core=core,
        in_sum_score=score,
    )


MUSCLES = (
    _muscle("shoulder-abduction", "shoulder", "proximal", score=True),
    _muscle("elbow-flexion", "arm", "proximal", score=True),
    _muscle("wrist-extension", "forearm", "distal", score=True),
    _muscle("finger-abduction-index", "hand", "distal"),
    _muscle("hip-flexion", "hip", "proximal", score=True),
    _muscle("knee-extension", "thigh", "proximal", score=True),
    _muscle("ankle-dorsiflexion", "leg", "distal", score=True),
    _muscle("ankle-plantarflexion", "leg", "distal"),
    _muscle("eyelid-elevation", "eye", "cranial"),
)
TENDON = ("absent", "reduced", "normal", "brisk", "clonus")


def _reflex(ident: str, kind: str, values: tuple[str, ...]) -> Reflex:
    return Reflex(
        id=ident,
        name=ident.replace("-", " "),
        kind=kind,
        roots=(),
        nerve="",
        how="",
        normal="",
        values=values,
    )


REFLEXES = (
    *(_reflex(f"{name}-jerk", "tendon", TENDON) for name in ("biceps", "triceps", "knee", "ankle", "jaw")),
    _reflex("plantar", "superficial", ("flexor", "extensor")),
    _reflex("ankle-clonus", "pathological", ("absent", "present")),
)


def _point(ident: str, kind: str) -> SensoryPoint:
    return SensoryPoint(id=ident, kind=kind, name=ident, landmark="", territory="", modality="")


def _analyte(ident: str, unit: str, rules: tuple[LabRule, ...], **more: object) -> Analyte:
    fields: dict[str, object] = {"id": ident, "name": ident.capitalize(), "unit": unit, "rules": rules}
    fields["units"] = (Unit(label=unit, factor=1.0),)
    return Analyte(**{**fields, **more})  # type: ignore[arg-type]


ANALYTES = (
    _analyte(
        "potassium",
        "mmol/L",
        (LabRule(finding="hypokalaemia", high=3.5), LabRule(finding="hyperkalaemia", low=5.5)),
        units=(
            Unit(label="mmol/L", factor=1.0),
            Unit(label="mEq/L", factor=1.0),
            Unit(label="mg/dL", factor=0.2558),
        ),
        low=3.5,
        high=5.3,
        critical_low=2.5,
        critical_high=6.5,
        plausible_min=1.2,
        plausible_max=10.0,
        confirm_high=9.0,
    ),
    _analyte(
        "ck",
        "U/L",
        (
            LabRule(finding="ck-normal", high=1.0, high_inclusive=True, of_uln=True),
            LabRule(finding="ck-raised", low=1.0, of_uln=True),
        ),
        units=(Unit(label="U/L", factor=1.0), Unit(label="ukat/L", factor=60.0)),
        high_male=320.0,
        high_female=200.0,
        plausible_min=1.0,
        plausible_max=500000.0,
    ),
    _analyte(
        "haemoglobin",
        "g/L",
        (
            LabRule(finding="anaemia", high=130.0, sex="male", age_min=18.0),
            LabRule(finding="anaemia", high=120.0, sex="female", age_min=18.0),
        ),
        units=(Unit(label="g/L", factor=1.0), Unit(label="g/dL", factor=10.0)),
        low_male=130.0,
        low_female=120.0,
        plausible_min=20.0,
        plausible_max=250.0,
    ),
)


def _test(ident: str, category: str, tier: Tier, **more: object) -> Test:
    fields: dict[str, object] = {
        "id": ident,
        "name": ident.replace("-", " "),
        "category": category,
        "answers": "Where is it?",
        "tier": tier,
        "invasiveness": 1.0,
        "cost": 1.0,
        "turnaround": "days",
        "outcomes": ("abnormal", "normal"),
    }
    return Test(**{**fields, **more})  # type: ignore[arg-type]


TESTS = (
    _test("nerve-test", "NCS", Tier.DISTRICT, contraindications="Pacemaker close to the site"),
    _test("needle-test", "EMG", Tier.TERTIARY, cautions="Anticoagulant: check INR", after=("nerve-test",)),
    _test(
        "cut-test", "biopsy", Tier.TERTIARY, invasiveness=4.0, cost=4.0, after=("nerve-test", "needle-test")
    ),
    _test("look", "bedside", Tier.BEDSIDE, invasiveness=0.0, cost=0.0, turnaround="minutes"),
)
ALERTS = (
    AlertRule(
        id="rf-alpha",
        rule="areflexia AND (onset-hours-days OR ptosis) AND NOT onset-months-years",
        suspects=("alpha-neuropathy",),
        why="May stop breathing.",
        action="Send now.",
        urgency=Urgency.EMERGENCY,
    ),
    AlertRule(
        id="rf-child",
        rule="areflexia",
        suspects=("zeta-paralysis",),
        why="A child.",
        action="Report.",
        urgency=Urgency.URGENT,
        age_max=15.0,
    ),
)


def _pattern(
    ident: str, site: str, weak: str, spared: str, signs: str, against: str, more: str
) -> LocalisationPattern:
    return LocalisationPattern(
        id=ident,
        name=ident,
        family="test",
        must_weak=weak,
        must_spared=spared,
        must_signs=signs,
        must_not=against,
        supportive=more,
        site=site,
        level="",
        explanation="",
        specificity=3,
    )


PATTERNS = (
    _pattern(
        "foot-nerve",
        "nerve",
        "w:ankle-dorsiflexion",
        "s:knee-extension",
        "any(r:ankle-jerk:normal,n:derm-l5:loss)",
        "r:plantar:extensor",
        "cs:ankle-dorsiflexion",
    ),
    _pattern(
        "both-hips",
        "muscle",
        "W:hip-flexion",
        "S:ankle-dorsiflexion",
        "f:normal-sensation",
        "f:areflexia",
        "",
    ),
)


def knowledge(**more: object) -> KnowledgeBase:
    """The small knowledge base; `more` replaces its parts."""
    fields: dict[str, object] = {
        "version": "small",
        "sha256": "small",
        "sites": {
            name: Site(id=name, name=name, order=n, findings={})
            for n, name in enumerate(("brain", "cord", "nerve", "nmj", "muscle", "systemic", "multiple"))
        },
        "findings": {
            name: Finding(
                id=name, label=name.replace("-", " "), section=section, background=p, narrower_than=up
            )
            for name, (section, p, up) in FINDINGS.items()
        },
        "groups": {
            "tempo": FindingGroup(
                id="tempo", kind=GroupKind.CATEGORICAL, findings=("onset-hours-days", "onset-months-years")
            ),
            "ck": FindingGroup(id="ck", kind=GroupKind.CATEGORICAL, findings=("ck-normal", "ck-raised")),
            "reflexes": FindingGroup(
                id="reflexes",
                kind=GroupKind.DAMPED,
                findings=("areflexia", "hyporeflexia", "normal-reflexes", "hyperreflexia"),
            ),
        },
        "conditions": {one.id: one for one in CONDITIONS},
        "tests": {one.id: one for one in TESTS},
        "alerts": {one.id: one for one in ALERTS},
        "localisation": {one.id: one for one in PATTERNS},
        "muscles": {one.id: one for one in MUSCLES},
        "reflexes": {one.id: one for one in REFLEXES},
        "sensory": {
            one.id: one
            for one in (
                _point("derm-l4", "dermatome"),
                _point("derm-l5", "dermatome"),
                _point("derm-s1", "dermatome"),
                _point("derm-c6", "dermatome"),
                _point("mod-vibration-toe", "modality"),
            )
        },
        "analytes": {one.id: one for one in ANALYTES},
        "drugs": {
            "simvastatin": Drug(
                id="simvastatin",
                name="Simvastatin",
                brands=("Zocor",),
                drug_class="statin",
                effects=(),
                findings=("statin-use",),
            )
        },
        "hpo": {},
        "sources": {},
        "settings": {},
    }
    return KnowledgeBase(**{**fields, **more})  # type: ignore[arg-type]


def encounter(*entries: Entry, age: float | None = 40.0, sex: str = "female") -> Encounter:
    """One visit of one patient with these entries."""
    patient = Patient(id="p", age_years=age, sex=sex)
    return Encounter(id="e", patient=patient, started=datetime(2024, 5, 1, 9, 0)).apply(*entries)

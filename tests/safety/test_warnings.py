"""Warnings on the shipped knowledge: what must be seen is seen, and nothing that reassures takes it away."""

from __future__ import annotations

import re

import pytest

from mwdesk.domain.encounter import Measurement, State, answer, grade, measurement
from mwdesk.domain.knowledge import Condition, GroupKind, KnowledgeBase, Urgency
from tests.safety.conftest import Judge, present

FUNCTIONAL = ("hoover-sign", "giveway-weakness")
BENIGN = ("fatigue-without-weakness", "sleep-disturbance", "widespread-pain", "low-mood", "brain-fog")


def typical(kb: KnowledgeBase, condition: Condition) -> list[str]:
    """What at least half of the patients with a condition show, one of each set of which one holds."""
    sets = {f: g.id for g in kb.groups.values() if g.kind is not GroupKind.DAMPED for f in g.findings}
    out: dict[str, str] = {}
    for row in sorted(condition.findings.values(), key=lambda row: -row.p):
        if row.p >= 0.5:
            out.setdefault(sets.get(row.finding, row.finding), row.finding)
    return list(out.values())


def emergencies(kb: KnowledgeBase) -> list[Condition]:
    return [c for c in kb.conditions.values() if c.must_not_miss and c.urgency is Urgency.EMERGENCY]


def witnesses(kb: KnowledgeBase) -> dict[str, tuple[str, ...]]:
    """For each emergency what is typical of it."""
    return {c.id: tuple(typical(kb, c)) for c in emergencies(kb)}


def test_every_emergency_is_suspected_by_a_warning(kb: KnowledgeBase) -> None:
    suspected = {name for alert in kb.alerts.values() for name in alert.suspects}
    assert [c.id for c in emergencies(kb) if c.id not in suspected] == []


def test_the_typical_picture_of_an_emergency_raises_a_warning_that_names_it(
    kb: KnowledgeBase, judge: Judge
) -> None:
    silent = []
    for condition in emergencies(kb):
        # as in the condition's own years, so that the limits of a rule do not hide it
        age = (condition.age_min + condition.age_max) / 2
        age = age if condition.age_peak is None else condition.age_peak
        alerts = judge(*present(*typical(kb, condition)), age=age, sex="").alerts
        if not any(condition.id in alert.suspects for alert in alerts):
            silent.append(condition.id)
    total = len(emergencies(kb))
    assert len(silent) <= 0.05 * total, f"{len(silent)} of {total} are silent: {silent}"


def test_neither_functional_signs_nor_a_benign_picture_take_a_warning_away(
    kb: KnowledgeBase, judge: Judge
) -> None:
    soothing = [f for f in (*FUNCTIONAL, *BENIGN) if f in kb.findings]
    assert set(FUNCTIONAL) <= set(soothing)
    for findings in witnesses(kb).values():
        before = {a.id for a in judge(*present(*findings)).alerts}
        after = {a.id for a in judge(*present(*findings, *soothing)).alerts}
        assert before <= after, before - after


def test_every_critical_limit_alarms_beyond_it_and_not_before(kb: KnowledgeBase, judge: Judge) -> None:
    tried = 0
    for analyte in kb.analytes.values():
        for limit, way in ((analyte.critical_low, -1), (analyte.critical_high, 1)):
            if limit is None:
                continue
            step = abs(limit) * 0.01 or 0.01
            for value, alarms in ((limit + way * step, True), (limit - way * step, False)):
                slip = Measurement(
                    analyte=analyte.id, label=analyte.name, value=value, unit=analyte.unit, confirmed=True
                )
                ids = {a.id for a in judge(measurement(slip), age=40, sex="male").alerts}
                assert (f"critical-{analyte.id}" in ids) is alarms, (analyte.id, value)
                tried += 1
    assert tried > 100


def test_a_critical_value_makes_the_whole_urgent_by_itself(judge: Judge) -> None:
    slip = Measurement(analyte="potassium", label="Potassium", value=7.0, unit="mmol/L")
    assert judge(measurement(slip)).urgency is Urgency.EMERGENCY


def test_a_high_creatine_kinase_is_an_emergency_unless_it_came_slowly(judge: Judge) -> None:
    high = measurement(Measurement(analyte="ck", label="CK", value=18_000, unit="U/L", confirmed=True))
    assert judge(high, age=40, sex="male").urgency is Urgency.EMERGENCY
    assert judge(high, *present("onset-hours-days"), age=40, sex="male").urgency is Urgency.EMERGENCY
    toxic = judge(high, *present("onset-days-weeks", "statin-use"), age=40, sex="male")
    assert toxic.urgency is Urgency.EMERGENCY
    dark = judge(high, *present("onset-months-years", "dark-urine", "true-weakness"), age=40, sex="male")
    assert dark.urgency is Urgency.EMERGENCY
    slow = judge(
        high, *present("onset-months-years", "proximal-weakness", "true-weakness"), age=9, sex="male"
    )
    assert slow.urgency is Urgency.URGENT
    assert {"critical-ck", "rf-ck-high-today"} <= {alert.id for alert in slow.alerts}


def test_hidden_poisoning_warns_by_its_signs(judge: Judge) -> None:
    weak = present("onset-weeks-months", "areflexia", "limb-paraesthesia", "true-weakness")
    assert "rf-poisoning" not in {alert.id for alert in judge(*weak).alerts}
    for sign in (("nail-mees-lines",), ("traditional-remedy-or-opium-use", "diarrhoea-vomiting")):
        told = judge(*weak, *present(*sign))
        assert "rf-poisoning" in {alert.id for alert in told.alerts}, sign
        assert told.urgency is Urgency.EMERGENCY


def test_low_glucose_warns_beside_the_stroke_it_imitates(judge: Judge) -> None:
    picture = present("hemiparesis", "onset-seconds-hours", "true-weakness")
    stroke = judge(*picture)
    assert "glucose" in next(a for a in stroke.alerts if a.id == "rf-sudden-focal").action.lower()
    both = judge(*picture, *present("hypoglycaemia-low-glucose"))
    assert {"rf-sudden-focal", "rf-hypoglycaemia"} <= {a.id for a in both.alerts}
    slip = Measurement(analyte="glucose-random", label="Glucose", value=1.9, unit="mmol/L", confirmed=True)
    told = judge(*picture, measurement(slip)).alerts
    assert {"critical-glucose-random", "rf-hypoglycaemia"} <= {a.id for a in told}


def test_aspirin_is_never_named_without_its_limit(kb: KnowledgeBase) -> None:
    for alert in kb.alerts.values():
        if {"ischaemic-stroke", "stroke", "tia"} & set(alert.suspects) and "aspirin" in alert.action.lower():
            assert re.search(
                r"no aspirin (or anticoagulant )?before (ct|imaging)|not? with any stroke", alert.action, re.I
            ), alert.id
    assert kb.alerts["rf-tia"].action.startswith("ONLY when every sign has gone")


def test_potassium_is_never_given_blind(kb: KnowledgeBase) -> None:
    assert "not give blind potassium" in kb.alerts["rf-flaccid-no-lab"].action
    assert "no potassium without a measured value" in kb.alerts["rf-hypokalaemic-paralysis"].action
    assert "rebound" in kb.alerts["rf-hypokalaemic-paralysis"].action


def test_glucose_never_waits_for_thiamine(kb: KnowledgeBase) -> None:
    both = [
        a
        for a in kb.alerts.values()
        if re.search(r"thiamine[^.]*\bbefore\b[^.]*(glucose|carbohydrate)", a.action, re.I)
    ]
    assert len(both) >= 3
    for alert in both:
        assert re.search(r"low glucose|glucose first|never delay glucose", alert.action, re.I), alert.id


def test_a_normal_oxygen_saturation_is_no_comfort_in_weak_breathing(kb: KnowledgeBase, judge: Judge) -> None:
    """In each picture that may stop the breathing, breathing is asked about or watched."""
    for name in ("gbs", "myasthenia-gravis", "botulism", "als"):
        if name not in kb.conditions:
            continue
        picture = [f for f in typical(kb, kb.conditions[name]) if "respirat" not in f and f != "dyspnoea"]
        made = judge(*present(*picture))
        asked = {n.id for n in made.next_findings} | {f for a in made.alerts for f in a.not_assessed}
        words = " ".join(a.action.lower() for a in made.alerts)
        assert {"dyspnoea", "respiratory-muscle-weakness"} & asked or re.search(r"breath|fvc", words), name


def test_poisoned_patients_are_asked_about_self_harm_or_others(kb: KnowledgeBase) -> None:
    pesticide, gas = kb.alerts["rf-op-acute"].action, kb.alerts["rf-carbon-monoxide"].action
    assert "self-harm" in pesticide.lower()
    assert "take everyone out" in gas.lower() and "others are ill" in gas


def test_what_spreads_says_whom_to_tell(kb: KnowledgeBase) -> None:
    words = re.compile(r"notif|contacts|public health|mask|everyone who ate|others")
    for name in ("rf-rabies", "rf-botulism-trigger", "rf-afp-child", "rf-tb"):
        assert words.search(kb.alerts[name].action.lower()), name


def test_thoughts_of_self_harm_are_an_emergency_and_low_mood_asks_for_them(judge: Judge) -> None:
    assert judge(*present("suicidal-thoughts")).urgency is Urgency.EMERGENCY
    alert = next(a for a in judge(*present("low-mood")).alerts if a.id == "rf-suicide")
    assert "thoughts" in alert.action


def test_cauda_equina_warns_with_full_power(judge: Judge) -> None:
    strong = [grade("hip-flexion", side, "5") for side in ("right", "left")]
    made = judge(*strong, answer("lower-limb-weakness", State.ABSENT), *present("saddle-anaesthesia"))
    assert "rf-cauda-equina" in {a.id for a in made.alerts}


def test_sudden_decline_in_old_age_warns(judge: Judge) -> None:
    made = judge(
        *present("older-than-65-frail", "falls", "onset-hours-days", "true-weakness"), age=84, sex="female"
    )
    assert "rf-frail-decline" in {a.id for a in made.alerts}


def test_an_empty_record_places_nothing_and_ranks_nothing(judge: Judge) -> None:
    made = judge()
    assert made.alerts == ()
    assert made.patterns == ()
    assert made.outcome.value == "insufficient"


@pytest.mark.parametrize("side", ["right", "left"])
def test_a_side_is_told_as_it_was_graded(judge: Judge, side: str) -> None:
    other = {"right": "left", "left": "right"}[side]
    entries = [grade(m, side, "2") for m in ("ankle-dorsiflexion", "great-toe-extension")]
    entries += [grade(m, other, "5") for m in ("ankle-dorsiflexion", "great-toe-extension")]
    told = judge(*entries)
    assert {p.side for p in told.patterns} == {side}
    assert all(other not in word for p in told.patterns for word in p.for_)


def test_no_warning_speaks_of_pretence_and_no_finding_asks_for_it(kb: KnowledgeBase) -> None:
    words = re.compile(r"maling|pretend|feign|fak(?:e|ing)\b", re.I)
    told = {a.id: f"{a.title} {a.why} {a.action}" for a in kb.alerts.values()}
    told |= {f.id: f"{f.label} {f.ask}" for f in kb.findings.values()}
    assert [ident for ident, text in told.items() if words.search(text)] == []


def test_a_puncture_is_cautioned_where_the_head_may_be_under_pressure(
    kb: KnowledgeBase, judge: Judge
) -> None:
    from mwdesk.reasoning.cautions import cautions_for

    for sign in ("papilloedema", "altered-consciousness", "hemiparesis"):
        found = judge(*present(sign)).findings
        assert found is not None
        assert "image before a puncture" in " ".join(cautions_for(kb, kb.tests["lumbar-puncture"], found))
    calm = judge(*present("ascending-weakness")).findings
    assert calm is not None
    assert "image before" not in " ".join(cautions_for(kb, kb.tests["lumbar-puncture"], calm))


def test_no_outcome_of_a_test_excludes_a_cause(kb: KnowledgeBase) -> None:
    """However a test comes out, every cause keeps a chance, also where its row says never."""
    from mwdesk.reasoning.index import prepare
    from mwdesk.reasoning.outcomes import tables

    index = prepare(kb)
    chances = [(name, p) for name, table in tables(index).items() for row in table.columns for p in row]
    assert len(chances) > 10_000
    assert [name for name, p in chances if not 0 < p < 1] == []


def test_urea_and_bun_are_two_units_by_name(kb: KnowledgeBase) -> None:
    from mwdesk.domain.units import convert, find_unit

    urea = kb.analytes["urea"]
    bun, blood = (find_unit(urea, f"mg/dL ({name})") for name in ("BUN", "blood urea"))
    assert bun is not None
    assert blood is not None
    assert convert(60, bun) / convert(60, blood) == pytest.approx(60.06 / 28.01, rel=0.005)
    assert find_unit(urea, "mg/dL") is None  # asked back rather than guessed


@pytest.mark.parametrize(
    ("analyte", "unit", "grams_a_mole", "litres"),
    [
        ("glucose-random", "mg/dL", 180.156, 10.0),
        ("glucose-fasting", "mg/dL", 180.156, 10.0),
        ("calcium-total", "mg/dL", 40.078, 10.0),
        ("calcium-adjusted", "mg/dL", 40.078, 10.0),
        ("magnesium", "mg/dL", 24.305, 10.0),
        ("phosphate", "mg/dL", 30.974, 10.0),
        ("lactate", "mg/dL", 90.08, 10.0),
        ("creatinine", "mg/dL", 113.12, 10_000.0),
        ("bilirubin", "mg/dL", 584.66, 10_000.0),
    ],
)
def test_factors_agree_with_molar_masses(
    kb: KnowledgeBase, analyte: str, unit: str, grams_a_mole: float, litres: float
) -> None:
    from mwdesk.domain.units import convert, find_unit

    known = kb.analytes[analyte]
    found = find_unit(known, unit)
    assert found is not None
    assert convert(100.0, found) == pytest.approx(100.0 * litres / grams_a_mole, rel=0.005)


def test_an_adult_limit_says_nothing_of_a_child(judge: Judge) -> None:
    slip = Measurement(analyte="alp", label="ALP", value=300, unit="U/L", confirmed=True)
    for age, said in ((2.0, None), (10.0, None), (15.0, None), (45.0, State.PRESENT)):
        found = judge(measurement(slip), age=age).findings
        assert found is not None
        assert found.state("alp-high") is said, age


def test_a_high_potassium_asks_for_an_ecg_and_trusts_no_normal_one(kb: KnowledgeBase) -> None:
    action = kb.alerts["rf-hyperkalaemia"].action
    assert action.startswith("ECG now")
    assert "Normal ECG does not exclude danger" in action


def test_herbs_drops_and_poisons_are_questions_of_the_history(kb: KnowledgeBase) -> None:
    asked = " ".join(
        f"{f.label} {f.ask} {' '.join(f.synonyms)}".lower()
        for f in kb.findings.values()
        if f.section == "history.exposure"
    )
    for word in ("herb", "pesticide", "alcohol", "statin"):
        assert word in asked, word


def test_malignant_hyperthermia_and_dystrophies_say_what_to_avoid(kb: KnowledgeBase) -> None:
    named = [c for c in kb.conditions.values() if re.search(r"suxamethonium|volatile", c.avoid, re.I)]
    assert {"duchenne"} <= {c.id for c in named}
    assert len(named) >= 5

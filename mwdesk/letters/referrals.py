"""Referrals to rheumatology, endocrinology and genetics: what differs from the one to neurology."""

from __future__ import annotations

from mwdesk.domain.encounter import State
from mwdesk.domain.knowledge import Finding
from mwdesk.domain.letter import NOT_RECORDED, Block, KeyValues, Prose, Section
from mwdesk.letters import narrative
from mwdesk.letters.record import Record
from mwdesk.letters.requests import outcomes_of
from mwdesk.letters.results import pending
from mwdesk.letters.screens import Asked, Measured, asked_strip, graded_rows, measured_rows
from mwdesk.letters.sections import examined, signature, tests_so_far, warnings
from mwdesk.letters.wording import bare, closed, join, lower, sentence, upper

_SYSTEMIC: tuple[Asked, ...] = (
    ("Rash", ("skin-rash-dm", "photosensitive-rash")),
    ("Raynaud", ("raynaud",)),
    ("Mechanic's hands", ("mechanics-hands",)),
    ("Joint pain, swelling", ("joint-pain-swelling", "symmetrical-small-joint-synovitis")),
    ("Dry eyes, mouth", ("dry-eyes", "dry-mouth")),
    ("Ulcers, purpura", ("purpura-livedo-ulcers",)),
    ("Swallowing", ("dysphagia",)),
    ("Cough, breathless", ("cough", "dyspnoea", "interstitial-lung-disease")),
    ("Weight loss", ("weight-loss",)),
    ("Fever", ("fever",)),
)
_PROXIMAL: tuple[Asked, ...] = (
    ("Shoulder abduction", ("shoulder-abduction",)),
    ("Hip flexion", ("hip-flexion",)),
    ("Neck flexion", ("neck-flexion",)),
)
_MUSCLE: tuple[Measured, ...] = (
    ("CK", ("ck", "ck-uln-multiple"), ("ck",)),
    ("FVC", ("fvc-percent", "fvc-ml-kg"), ("fvc", "spirometry")),
    ("Troponin, ECG", ("troponin-t-hs", "troponin-i-hs"), ("troponin", "ecg")),
    ("Lung imaging", (), ("ct-chest", "xray-spine-chest")),
)
_AUTOIMMUNE: tuple[Measured, ...] = (
    ("ANA, ENA", ("ana-titre",), ("ana-ena",)),
    ("Myositis panel", (), ("myositis-antibodies",)),
    ("HMGCR, SRP", (), ("anti-hmgcr-srp",)),
    ("ANCA", (), ("anca",)),
    ("Rheumatoid, CCP", (), ("ra-serology",)),
    ("cN1A", (), ("anti-cn1a",)),
)
_BEFORE: tuple[Measured, ...] = (
    ("Hepatitis C", (), ("hepatitis-c-test",)),
    ("HIV", (), ("hiv-test",)),
    ("Tuberculosis", (), ("tb-tests",)),
    ("Glucose, HbA1c", ("glucose-fasting", "glucose-random", "hba1c"), ("glucose-hba1c",)),
    ("Vitamin D", ("vitamin-d-25",), ("vitamin-d-pth",)),
)
_ENDOCRINE: tuple[Asked, ...] = (
    ("Weight change", ("weight-loss", "weight-gain")),
    ("Pressure falls on standing", ("orthostatic-hypotension",)),
    ("High blood pressure", ("hypertension",)),
    ("Pulse fast, slow", ("tachycardia", "bradycardia")),
    ("Goitre", ("goitre",)),
    ("Tremor", ("tremor",)),
    ("Eye signs", ("exophthalmos",)),
    ("Striae, cushingoid", ("purple-striae-cushingoid",)),
    ("Bruising", ("easy-bruising",)),
    ("Pigmentation", ("skin-hyperpigmentation",)),
    ("Bone pain", ("bone-pain",)),
    ("Periods, libido", ("hypogonadism-symptoms",)),
    ("Heat, cold", ("heat-intolerance", "cold-intolerance")),
    ("Thirst, much urine", ("polyuria-polydipsia",)),
    ("Neck operated, radioiodine", ("thyroid-or-neck-surgery",)),
)
_HORMONES: tuple[Measured, ...] = (
    ("TSH", ("tsh",), ("tsh",)),
    ("Free T4, T3", ("free-t4", "free-t3"), ()),
    ("Cortisol", ("cortisol-9am",), ("cortisol", "cortisol-stimulation", "dexamethasone-suppression")),
    ("ACTH", ("acth",), ("acth",)),
    ("Potassium", ("potassium",), ("urine-potassium",)),
    ("Calcium", ("calcium-adjusted", "calcium-total", "calcium-ionised"), ("calcium-magnesium-phosphate",)),
    ("PTH", ("pth",), ("vitamin-d-pth",)),
    ("Vitamin D", ("vitamin-d-25",), ()),
    ("Glucose", ("glucose-fasting", "glucose-random", "hba1c"), ("glucose-hba1c",)),
    ("Renin, aldosterone", ("renin-aldosterone-ratio",), ("renin-aldosterone",)),
)
_ATTACKS: tuple[Asked, ...] = (
    ("Attacks", ("episodic-weakness",)),
    ("Over two hours", ("attack-over-two-hours",)),
    ("On waking", ("attack-on-waking",)),
    ("After fasting, effort", ("attacks-fasting-fever-long-exercise",)),
    ("In the family", ("family-history-neuromuscular",)),
)
_PEDIGREE: tuple[Asked, ...] = (
    ("Muscle or nerve disease", ("family-history-neuromuscular",)),
    ("Parents related", ("parental-consanguinity",)),
    ("Mother's line, males", ("maternal-line-males-only",)),
    ("Sudden death, pacemaker", ("family-sudden-death-or-pacemaker",)),
    ("Diabetes and deafness", ("maternal-diabetes-deafness",)),
)
_BODY: tuple[Measured, ...] = (
    ("CK", ("ck", "ck-uln-multiple"), ("ck",)),
    ("EMG, NCS", (), ("emg", "ncs")),
    ("Muscle MRI", (), ("mri-muscle",)),
    ("Heart", (), ("ecg", "echocardiogram", "holter-ecg")),
    ("Breathing", ("fvc-percent", "fvc-ml-kg"), ("fvc", "spirometry")),
)


def _section(ident: str, title: str, *blocks: Block) -> Section:
    return Section(id=ident, title=title, blocks=blocks)


def _begin(record: Record) -> list[Section]:
    return [
        record.narrative("question", "What I am asking", narrative.question(record)),
        record.narrative("summary", "Summary", narrative.summary(record)),
        examined(record, "Examination"),
    ]


def _end(record: Record, *, late: bool = False) -> list[Section]:
    """From the impression on; `late`: it stands after the treatment."""
    known = record.narrative("impression", "Impression", narrative.impression(record))
    return [
        *warnings(record),
        *([] if late else [known]),
        record.narrative("medicines", "Medicines", narrative.medicines(record)),
        record.narrative("background", "Background", narrative.background(record)),
        record.narrative("treatment", "Treatment", narrative.treatment(record)),
        *([known] if late else []),
        record.narrative("told", "Patient told", narrative.told(record)),
        signature(record),
    ]


def typed(record: Record, name: str) -> str:
    return closed(record.note(name)) or f"{NOT_RECORDED}."


def rheumatology(record: Record) -> list[Section]:
    """A referral to rheumatology: systemic screen, muscle numbers, antibodies, before treatment."""
    power = KeyValues(rows=graded_rows(record, _PROXIMAL))
    cancer = "yes" if record.present("cancer-history") else "no"
    known = "" if "cancer-history" not in record.answers else f" Known or past cancer: {cancer}."
    screened = outcomes_of(record, lambda t: t == "ct-cap-malignancy")
    done = " ".join(part for part in (typed(record, "cancer_screen"), screened, known.strip()) if part)
    return [
        *_begin(record),
        _section("systemic_screen", "Systemic screen", asked_strip(record, _SYSTEMIC)),
        _section("muscle_numbers", "Muscle numbers", measured_rows(record, _MUSCLE), power),
        _section("autoimmune_tests", "Autoimmune tests", measured_rows(record, _AUTOIMMUNE)),
        record.narrative("cancer_screen", "Cancer screen", done),
        _section("infection", "Before suppressing immunity", measured_rows(record, _BEFORE)),
        record.narrative("vaccines", "Vaccines, pregnancy", typed(record, "vaccines")),
        tests_so_far(record, "Tests so far"),
        *_end(record, late=True),
    ]


def endocrinology(record: Record) -> list[Section]:
    """A referral to endocrinology: signs, tests with their timing, steroid exposure, the link to weakness."""
    link = KeyValues(rows=graded_rows(record, _PROXIMAL))
    return [
        *_begin(record),
        _section("endocrine_signs", "Endocrine signs", asked_strip(record, _ENDOCRINE)),
        _section("endocrine_tests", "Endocrine tests", measured_rows(record, _HORMONES)),
        record.narrative("sampling", "Timing of samples", typed(record, "sampling")),
        record.narrative("steroid_status", "Steroid exposure", _steroids(record)),
        _section("muscle_link", "Link to weakness", asked_strip(record, _ATTACKS), link),
        record.narrative("attacks", "Potassium in an attack", typed(record, "attacks")),
        tests_so_far(record, "Tests so far"),
        *_end(record),
    ]


def _steroids(record: Record) -> str:
    """What is known of steroids by any route; a blank is not a no."""
    state = record.answers.get("glucocorticoid-use")
    lines = [typed(record, "steroids")]
    listed = [
        f"{m.name} {m.detail}".strip()
        for m in record.encounter.medications.values()
        if m.drug in record.kb.drugs and "corticoid" in record.kb.drugs[m.drug].drug_class
    ]
    if listed:
        lines.append(sentence(f"Listed: {join(listed)}"))
    if state is not None:
        said = {State.PRESENT: "yes", State.ABSENT: "no", State.UNKNOWN: "could not be told"}[state.state]
        lines.append(f"Takes a steroid: {said}.")
    lines.append("Long-term steroid is not to be stopped suddenly.")
    return " ".join(lines)


def genetics(record: Record) -> list[Section]:
    """A referral to genetics: pedigree, phenotype in HPO terms, the test, earlier results, consent."""
    family = " ".join(closed(t) for t in (record.note("family"), record.note("pedigree")) if t)
    return [
        *_begin(record),
        _section("family", "Family", asked_strip(record, _PEDIGREE)),
        record.narrative(
            "pedigree", "Pedigree", family or f"{NOT_RECORDED}: three generations, ages, community."
        ),
        _phenotype(record),
        record.narrative("test_requested", "Test requested", _requested(record)),
        record.narrative("prior_genetics", "Previous genetic results", _prior(record)),
        record.narrative("consent_scope", "Consent", typed(record, "consent")),
        record.narrative("urgency_reason", "Time limits", _limits(record)),
        tests_so_far(record, "Tests so far"),
        *_end(record),
    ]


def _phenotype(record: Record) -> Section:
    """Present findings with their HPO terms; those without a term stand in the summary and the annex.

    A term that says less widely what our finding may mean ("loss of periods, libido or body hair" is not
    amenorrhoea) would tell the laboratory what nobody saw: such a finding prints in its own words.
    """
    found = record.answered(State.PRESENT, lambda f: f in record.kb.findings)
    known = [record.kb.findings[f] for f in found]
    terms = dict.fromkeys(_term(record, f) for f in known if f.hpo)
    text = sentence("; ".join(terms)) if terms else "No finding with an HPO term is recorded."
    return _section(
        "phenotype_terms", "Phenotype (HPO)", Prose(paragraphs=(text,)), measured_rows(record, _BODY)
    )


def _term(record: Record, finding: Finding) -> str:
    """The HPO term whose absence is the absence of the finding too, else the finding's own label."""
    term = record.kb.hpo.get(finding.hpo)
    same = lower(finding.hpo_label) == lower(finding.label)
    if term is not None and not same and finding.id in term.implies and finding.id not in term.excludes:
        return f"{bare(finding.label)} (no HPO term)"
    return f"{finding.hpo_label or finding.label} ({finding.hpo})"


def _genetic(record: Record, ident: str) -> bool:
    return ident in record.kb.tests and record.kb.tests[ident].category == "genetic"


def _requested(record: Record) -> str:
    tests = [lower(bare(record.test(t))) for t in pending(record) if _genetic(record, t)]
    named = sentence(upper(join(tests))) if tests else "Not chosen in the record: please choose."
    causes = [bare(record.condition(c)) for c in record.accepted("condition")]
    why = f" Because of: {join(causes)}." if causes else ""
    return f"{named}{why} Sample: {typed(record, 'sample')}"


def _prior(record: Record) -> str:
    done = outcomes_of(record, lambda t: _genetic(record, t))
    written = closed(record.note("previous_genetics"))
    return " ".join(part for part in (written, done) if part) or f"{NOT_RECORDED}."


def _limits(record: Record) -> str:
    pregnant = record.encounter.safety("pregnancy")
    answer = record.answers.get("pregnancy-postpartum")
    state = answer.state if answer is not None else pregnant
    said = {State.PRESENT: "yes", State.ABSENT: "no", State.UNKNOWN: "could not be told", None: "not asked"}
    sex = record.encounter.patient.sex
    return f"{typed(record, 'time_limits')} Pregnancy: {'does not apply' if sex == 'male' else said[state]}."

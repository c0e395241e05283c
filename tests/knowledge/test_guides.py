"""Protocols, guides, care and advice: slips are caught, rows come out, the shipped ones are whole."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from mwdesk import paths
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.knowledge import build, check, open_knowledge, show

FILES = {
    "needle_muscles.toml": """
[thigh]
name = "thigh muscle"
nerve = "femoral"
roots = ["L3", "L4"]
""",
    "nerve_studies.toml": """
[leg-nerve]
name = "Leg nerve, sensory"
nerve = "sural"
kind = "sensory"
recorded = "ankle"

[leg-nerve.limits]
amplitude = { low = 4.0, unit = "µV", basis = "study", source = ["SEEN2020"] }
""",
    "edx.toml": """
[weak-thigh]
name = "Weak thigh"
question = "Nerve or muscle?"
tests = ["ck"]
conditions = ["myositis"]
nerves = ["leg-nerve"]
muscles = ["thigh"]
side = "weak"
basis = "study"
source = ["SEEN2020"]
""",
    "biopsy.toml": """
[take-thigh]
name = "Take the thigh"
tissue = "muscle"
tests = ["ck"]
sites = ["muscle"]
indication = "Nothing else told"
muscles = ["thigh"]
basis = "estimate"
""",
    "imaging.toml": """
[see-thigh]
name = "See the thigh"
question = "Oedema?"
tests = ["ck"]
conditions = ["myositis"]
region = "thighs"
sequences = "STIR"
basis = "estimate"
""",
    "treatments.toml": """
[rest]
name = "Rest"
kind = "rest"
detail = "A quiet week"
conditions = ["myositis"]
basis = "estimate"
""",
    "advice.toml": """
[walk]
name = "Walk"
points = ["A little each day"]
conditions = ["myositis"]
findings = ["ptosis"]
basis = "estimate"
""",
}
SLIPS = [
    ("edx.toml", '["ck"]', '["kc"]', "no test 'kc'"),
    ("edx.toml", '["myositis"]', '["myosotis"]', "no condition 'myosotis'"),
    ("edx.toml", '["thigh"]', '["tigh"]', "no needle muscle 'tigh'"),
    ("edx.toml", '["leg-nerve"]', '["leg"]', "no nerve study 'leg'"),
    ("edx.toml", '["SEEN2020"]', '["RECALLED"]', "recalled, not seen"),
    ("edx.toml", 'source = ["SEEN2020"]', "", "no source is named"),
    ("edx.toml", 'side = "weak"', 'side = "north"', "not known"),
    ("edx.toml", 'conditions = ["myositis"]', "", "Nothing calls for this guide"),
    ("edx.toml", '"Nerve or muscle?"', '"After 5 mg/kg?"', "This gives a dose"),
    ("nerve_studies.toml", "low = 4.0, ", "", "no number"),
    ("nerve_studies.toml", '["SEEN2020"]', '["RECALLED"]', "recalled, not seen"),
    (
        "needle_muscles.toml",
        'nerve = "femoral"',
        'nerve = "femoral"\nmovement = "kick"',
        "no movement 'kick'",
    ),
    ("biopsy.toml", 'sites = ["muscle"]', 'sites = ["bone"]', "no site 'bone'"),
    ("imaging.toml", 'tests = ["ck"]', "tests = []", "No test is named"),
    ("treatments.toml", '"A quiet week"', '"Drug 20 mg daily"', "This gives a dose"),
    ("advice.toml", 'points = ["A little each day"]', "points = []", "advises nothing"),
    ("advice.toml", '["ptosis"]', '["ptosiss"]', "no finding 'ptosiss'"),
]


@pytest.fixture
def guided(tree: Path) -> Path:
    for name, text in FILES.items():
        (tree / name).write_text(text, encoding="utf-8")
    return tree


def messages(tree: Path, name: str) -> list[str]:
    return [issue.message for issue in check(tree) if issue.path.startswith(name)]


def test_guides_written_rightly_are_accepted(guided: Path) -> None:
    assert [messages(guided, name) for name in FILES] == [[] for _ in FILES]


@pytest.mark.parametrize(("name", "old", "new", "said"), SLIPS)
def test_a_slip_is_told(guided: Path, name: str, old: str, new: str, said: str) -> None:
    text = FILES[name]
    assert old in text
    (guided / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert any(said in message for message in messages(guided, name))


def test_an_outcome_that_the_test_has_not_cannot_mean_anything(guided: Path) -> None:
    file = guided / "tests/blood.toml"
    file.write_text(file.read_text() + '\n[ck.means]\nraised = "Look on"\nrisen = "What"\n', encoding="utf-8")
    assert messages(guided, "tests/blood.toml") == ["There is no outcome 'risen'."]


def test_values_and_rows_come_out_of_the_compiled_file(guided: Path, tmp_path: Path) -> None:
    out = tmp_path / "k.sqlite3"
    build(guided, out)
    kb = open_knowledge(None, out)
    assert kb.edx["weak-thigh"].muscles == ("thigh",)
    assert kb.nerve_studies["leg-nerve"].limits[0].low == 4.0
    assert kb.advice["walk"].findings == ("ptosis",)
    with sqlite3.connect(out) as rows:
        asked = (
            "SELECT kind, id FROM guide_for WHERE what = 'condition' AND target = 'myositis' ORDER BY kind"
        )
        found = rows.execute(asked).fetchall()
    assert found == [
        ("advice", "walk"),
        ("edx", "weak-thigh"),
        ("imaging", "see-thigh"),
        ("treatment", "rest"),
    ]


def test_pages_lead_both_ways(guided: Path, tmp_path: Path) -> None:
    out = tmp_path / "k.sqlite3"
    build(guided, out)
    kb = open_knowledge(None, out)
    assert "Creatine kinase" in show(kb, "edx:weak-thigh")
    assert "Weak thigh" in show(kb, "test:ck")
    assert "Take the thigh" in show(kb, "test:ck")
    assert "A quiet week" in show(kb, "condition:myositis")
    assert "at least 4 µV" in show(kb, "nerve_study:leg-nerve")
    assert "Leg nerve, sensory" in show(kb, "source:SEEN2020")


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    return open_knowledge(paths.knowledge_source(), tmp_path_factory.mktemp("kb") / "k.sqlite3")


def test_every_study_and_biopsy_says_how(shipped: KnowledgeBase) -> None:
    guided = {test for p in shipped.edx.values() for test in p.tests}
    guided |= {test for b in shipped.biopsies.values() for test in b.tests}
    wanted = {t.id for t in shipped.tests.values() if t.category in ("NCS", "EMG", "RNS", "SFEMG", "biopsy")}
    assert wanted - guided == set()


def test_every_test_says_what_its_request_must_tell(shipped: KnowledgeBase) -> None:
    fields = ("answers", "turnaround", "patient_time", "contraindications", "cautions", "preparation")
    fields += ("request", "not_when", "substitute", "means")
    silent = {t.id: [f for f in fields if not getattr(t, f)] for t in shipped.tests.values()}
    assert {ident: missing for ident, missing in silent.items() if missing} == {}


def test_care_never_names_a_condition_twice_nor_a_dose(shipped: KnowledgeBase) -> None:
    for entry in (*shipped.treatments.values(), *shipped.advice.values()):
        assert len(set(entry.conditions)) == len(entry.conditions), entry.id
    assert all("(dose by local formulary)" not in a for t in shipped.advice.values() for a in t.points)

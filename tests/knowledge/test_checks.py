"""Every kind of slip is caught, with its place and what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mwdesk import paths
from mwdesk.domain.issue import DataError, Level
from mwdesk.knowledge import build, check

Spoil = Callable[[str, str, str], Path]

FAULTS = [
    # file, old, new, words of the message, words of the path
    ("conditions/myositis.toml", "p = 0.6", "p = 1.6", "no probability", "findings.myalgia"),
    ("conditions/myositis.toml", "p = 0.6", 'p = "0.6"', "must be a number", "findings.myalgia"),
    ("conditions/myositis.toml", "myalgia    =", "myalgai    =", "no finding 'myalgai'", "myalgai"),
    (
        "conditions/myositis.toml",
        ', source = ["SEEN2020"], note',
        ", note",
        "no source is named",
        "onset-slow",
    ),
    (
        "conditions/myositis.toml",
        '["SEEN2020"], note',
        '["RECALLED"], note',
        "recalled, not seen",
        "onset-slow",
    ),
    (
        "conditions/myositis.toml",
        '["SEEN2020"], note',
        '["SEEN2002"], note',
        "no source 'SEEN2002'",
        "onset-slow",
    ),
    ("conditions/myositis.toml", "p = 0.3", "p = 0.9", "sum to 1.60", "onset-fast"),
    ("conditions/myositis.toml", "onset-fast = { p = 0.3", "ptosis = { p = 0.3", "sum to 0.70", "onset-slow"),
    ("conditions/myositis.toml", "normal = { p = 0.1", "normal = { p = 0.3", "sum to 1.20", "tests.ck"),
    ("conditions/myositis.toml", "normal = { p", "norml = { p", "no outcome of this test", "tests.ck"),
    ("conditions/myositis.toml", "[tests.ck]", "[tests.kc]", "no test 'kc'", "tests.kc"),
    ("conditions/myositis.toml", '"painless", "ocular"', '"painles"', "no pattern 'painles'", "patterns"),
    ("conditions/myositis.toml", 'site = "muscle"', 'site = "mussel"', "no site 'mussel'", "site"),
    ("conditions/myositis.toml", 'summary = "', 'sumary = "', "not a key that belongs here", "sumary"),
    ("conditions/myositis.toml", 'name = "Myositis"\n', "", "'name' is missing", "conditions/myositis.toml"),
    (
        "conditions/myositis.toml",
        'frequency = "rare"',
        'frequency = "often"',
        "no frequency",
        "who.frequency",
    ),
    ("conditions/myositis.toml", "age = [1, 80]", "age = [80, 1]", "comes after", "who"),
    ("conditions/myositis.toml", 'level = "urgent"', 'level = "soonish"', "not known here", "urgency"),
    ("conditions/myositis.toml", "Inflamed muscle.", "Give 40 mg daily.", "gives a dose: '40 mg'", "summary"),
    ("conditions/myositis.toml", "name =", 'parent = "two-sites"\nname =', "is no umbrella", "parent"),
    ("conditions/two-sites.toml", '"routine", tier', '"someday", tier', "says not when", "pathway"),
    (
        "conditions/two-sites.toml",
        'steps = [{ test = "ck", when = "routine", tier = "bedside" }]',
        "",
        "No test",
        "",
    ),
    (
        "findings/history.toml",
        'section = "history.general"\n',
        "",
        "must say its section",
        "findings/history",
    ),
    ("findings/history.toml", "background = 0.02", "background = 2", "no probability", "ptosis"),
    ("findings/history.toml", "HP:0003701", "HP:3701", "no HPO id", "proximal-weakness"),
    (
        "findings/history.toml",
        "[myalgia]\n",
        '[myalgia]\nnarrower_than = ["pain"]\n',
        "no finding 'pain'",
        "myalgia",
    ),
    ("groups.toml", '"onset-slow"]', '"onset-slo"]', "no finding 'onset-slo'", "tempo"),
    (
        "groups.toml",
        '"]\n',
        '"]\n[again]\nkind = "damped"\nfindings = ["onset-fast", "ptosis"]\n',
        "already in",
        "",
    ),
    (
        "groups.toml",
        '"]\n',
        '"]\n[e]\nkind = "exclusive"\nfindings = ["proximal-weakness", "ptosis"]\n',
        "above 1",
        "nmj",
    ),
    ("alerts/emergency.toml", "AND NOT", "AND OR", "cannot be read", "rf-muscle"),
    ("alerts/emergency.toml", "OR myalgia)", "OR myalgia", "cannot be read", "rf-muscle"),
    ("alerts/emergency.toml", "NOT ptosis", "NOT toptosis", "no finding 'toptosis'", "rf-muscle"),
    ("alerts/emergency.toml", 'action = "Measure potassium."\n', "", "says nothing to do", "rf-muscle"),
    ("alerts/emergency.toml", 'title = "Muscle may be failing"\n', "", "'title' is missing", "rf-muscle"),
    ("alerts/emergency.toml", "may be failing", f"may {'well ' * 9}fail", "more than 45", "title"),
    ("alerts/emergency.toml", "may be failing", "needs 40 mg", "gives a dose: '40 mg'", "title"),
    (
        "alerts/emergency.toml",
        'age = [2, ""]\n',
        '[rf-2]\ntitle = "muscle may be failing"\nrule = "ptosis"\nsuspects = ["myositis"]\naction = "Go."\n',
        "Another alert has this title",
        "rf-2",
    ),
    ("muscles.toml", 'name = "Hip flexion"\n', "", "'name' is missing", "hip-flexion"),
    (
        "muscles.toml",
        "core = true\n",
        '[hip-lift]\nname = "Hip flexion"\naction = "Lift"\nregion = "hip"\ngradient = "proximal"\n',
        "also the name of another movement",
        "hip-lift",
    ),
    ("reflexes.toml", 'kind = "tendon"', 'kind = "tendon"\nsided = "no"', "true or false", "sided"),
    ("alerts/emergency.toml", '["myositis"]', '["myositus"]', "no condition 'myositus'", "suspects"),
    ("localisation.toml", "W:hip-flexion", "W:hip-flection", "no muscle 'hip-flection'", "must_weak"),
    ("localisation.toml", "R:knee-jerk:", "R:knie-jerk:", "no reflex 'knie-jerk'", "must_signs"),
    ("localisation.toml", "knee-jerk:normal", "knee-jerk:fine", "no state of knee-jerk", "must_signs"),
    ("localisation.toml", "n:derm-l3", "n:derm-l33", "no sensory 'derm-l33'", "must_signs"),
    ("localisation.toml", "any(f:", "any(g:", "cannot be read", "must_signs"),
    ("localisation.toml", "normal)", "normal", "bracket is not closed", "must_signs"),
    ("localisation.toml", "any(f:proximal-weakness,", "n3(f:proximal-weakness,", "", ""),
    ("laboratory.toml", '"low-potassium"', '"potassium-low"', "no finding 'potassium-low'", "means"),
    ("laboratory.toml", "times = 1", "times = 0", "above 0", "units"),
    (
        "laboratory.toml",
        "critical = [2.5, 6.5]",
        "critical = [0.5, 6.5]",
        "outside the plausible",
        "potassium",
    ),
    (
        "laboratory.toml",
        "plausible",
        'critical_urgency = "routine"\nplausible',
        "cannot be routine",
        "critical_urgency",
    ),
    (
        "laboratory.toml",
        "critical = [2.5, 6.5]",
        'critical_urgency = "urgent"',
        "no critical limit that this speaks of",
        "critical_urgency",
    ),
    (
        "laboratory.toml",
        "plausible",
        'critical_urgency = "soonish"\nplausible',
        "not known here",
        "critical_urgency",
    ),
    ("laboratory.toml", '"mEq/L"', '"mmol/L"', "listed twice", "units"),
    ("laboratory.toml", "below = 3.5", 'below = 3.5, sex = "m"', "is no sex", "means"),
    ("laboratory.toml", "normal = [3.5, 5.3]", "normal = [3.5]", "must be two numbers", "normal"),
    (
        "drug_effects.toml",
        'statin = ["proximal-weakness"]',
        'statin = ["pw"]',
        "no finding 'pw'",
        "simvastatin",
    ),
    ("drug_effects.toml", "\nstatin =", "\nstatins =", "No drug is or has 'statins'", "statins"),
    ("hpo.toml", '["proximal-weakness"]', '["proximal"]', "no finding 'proximal'", "HP:0003701"),
    ("sources/general.toml", 'verified = "memory"', 'verified = "maybe"', "not known here", "RECALLED"),
    ("tests/blood.toml", 'tier = "district"', 'tier = "hospital"', "not known here", "ck"),
    (
        "tests/blood.toml",
        "in_look_alikes.myositis",
        "in_look_alikes.myositus",
        "no condition 'myositus'",
        "myositus",
    ),
    ("version.toml", 'version = "1.0.0"', "", "version is missing", "version.toml"),
    ("model.toml", 'means = "The most a finding weighs."', "", "'means' is missing", "finding_cap"),
    ("sites.toml", "[muscle]", "[Muscle!]", "no valid TOML", "sites.toml"),
]


def test_the_tiny_tree_is_right(tree: Path) -> None:
    assert check(tree) == []


@pytest.mark.parametrize(("name", "old", "new", "message", "place"), FAULTS, ids=lambda v: str(v)[:30])
def test_a_slip_is_caught(spoil: Spoil, name: str, old: str, new: str, message: str, place: str) -> None:
    tree = spoil(name, old, new)
    issues = check(tree)
    if not message:  # three items wanted of three: allowed, and must stay so
        assert issues == []
        return
    found = [issue for issue in issues if message in issue.message and place in issue.path]
    assert found, [issue.sentence() for issue in issues]
    assert all(issue.fix for issue in issues)
    assert found[0].level is Level.ERROR
    with pytest.raises(DataError):
        build(tree, tree.parent / "out.sqlite3")
    assert not (tree.parent / "out.sqlite3").exists()


def test_the_line_is_named(spoil: Spoil) -> None:
    tree = spoil("conditions/myositis.toml", "p = 0.6", "p = 1.6")
    lines = (tree / "conditions/myositis.toml").read_text(encoding="utf-8").splitlines()
    (issue,) = check(tree)
    number = next(n for n, line in enumerate(lines, start=1) if "1.6" in line)
    assert issue.path == f"conditions/myositis.toml:{number} [findings.myalgia]"


def test_an_orphan_is_caught(spoil: Spoil) -> None:
    tree = spoil("laboratory.toml", 'means = [{ finding = "low-potassium", below = 3.5 }]', "")
    (issue,) = check(tree)
    assert issue.level is Level.ERROR
    assert "uses this finding" in issue.message
    assert "retire" in issue.fix


def test_an_id_written_twice_is_caught(tree: Path) -> None:
    (tree / "findings" / "more.toml").write_text(
        'section = "lab"\n\n[ptosis]\nlabel = "Again"\n', encoding="utf-8"
    )
    assert any("already written in findings/history.toml" in issue.message for issue in check(tree))


def test_bytes_that_are_no_utf8_are_said_plainly(tree: Path) -> None:
    path = tree / "conditions" / "myositis.toml"
    path.write_bytes(path.read_bytes().replace(b"Inflamed", b"Infl\xe4med"))
    issues = [issue for issue in check(tree) if "UTF-8" in issue.message]
    assert issues
    assert issues[0].path == "conditions/myositis.toml:4"


def test_a_file_of_no_kind_is_said(tree: Path) -> None:
    (tree / "notes.toml").write_text("x = 1\n", encoding="utf-8")
    assert any(issue.path == "notes.toml" for issue in check(tree))


def test_an_empty_folder_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no knowledge here"):
        check(tmp_path)


def test_the_shipped_knowledge_has_no_error() -> None:
    source = paths.knowledge_source()
    assert source is not None
    issues = check(source)
    assert [issue.sentence() for issue in issues if issue.level is Level.ERROR] == []
    # Words that no condition speaks of yet: they may become fewer, not more.
    assert len(issues) <= 16, [issue.sentence() for issue in issues]

"""A tiny knowledge tree that is right in every way, for tests to spoil one thing at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

FILES = {
    "version.toml": 'version = "1.0.0"\n',
    "sources/general.toml": """
[SEEN2020]
citation = "A study"
year = "2020"
locator = "PMID 1"
kind = "study"
verified = "search"

[RECALLED]
citation = "Something read once"
year = "1990"
kind = "study"
verified = "memory"
""",
    "sites.toml": """
[muscle]
name = "Muscle"
order = 1

[muscle.findings]
proximal-weakness = { p = 0.8, basis = "estimate" }
myalgia           = { p = 0.4, basis = "estimate" }
ptosis            = { p = 0.09, basis = "estimate" }

[nmj]
name = "Junction"
order = 2

[nmj.findings]
proximal-weakness = { p = 0.6, basis = "estimate" }
ptosis            = { p = 0.7, basis = "estimate" }
""",
    "patterns/painless.toml": """
name = "Painless"

[findings]
myalgia = { p = 0.05, basis = "estimate" }
ptosis  = { p = 0.02, basis = "estimate" }
""",
    "patterns/ocular.toml": """
name = "Ocular"

[findings]
ptosis = { p = 0.5, basis = "estimate" }
""",
    "findings/history.toml": """
section = "history.general"

[proximal-weakness]
label = "Proximal weakness"
background = 0.3
hpo = "HP:0003701"

[myalgia]
label = "Muscle pain"
background = 0.1

[ptosis]
label = "Ptosis"
background = 0.02

[onset-fast]
label = "Fast"
background = 0.5

[onset-slow]
label = "Slow"
background = 0.5

[low-potassium]
label = "Low potassium"
background = 0.04
""",
    "groups.toml": """
[tempo]
kind = "categorical"
findings = ["onset-fast", "onset-slow"]
""",
    "tests/blood.toml": """
category = "blood"

[ck]
name = "Creatine kinase"
answers = "Is muscle breaking down?"
tier = "district"
outcomes = ["raised", "normal"]

[ck.in_look_alikes.myositis]
raised = { p = 0.1, basis = "estimate" }
""",
    "conditions/myositis.toml": """
name = "Myositis"
site = "muscle"
patterns = ["painless", "ocular"]
summary = "Inflamed muscle."

[who]
age = [1, 80]
frequency = "rare"

[urgency]
level = "urgent"

[findings]
onset-fast = { p = 0.3, basis = "estimate" }
onset-slow = { p = 0.7, basis = "study", source = ["SEEN2020"], note = "7 of 10" }
myalgia    = { p = 0.6, basis = "estimate" }

[tests.ck]
raised = { p = 0.9, basis = "study", source = ["SEEN2020"] }
normal = { p = 0.1, basis = "estimate" }

[pathway]
steps = [
  { test = "ck", when = "now", why = "first" },
]
""",
    "conditions/two-sites.toml": """
name = "Two sites"
site = "nmj"
sites = ["nmj", "muscle"]
summary = "Both."
clinical_diagnosis = "Seen at the bedside."

[who]
frequency = "rare"

[urgency]
level = "routine"

[pathway]
steps = [{ test = "ck", when = "routine", tier = "bedside" }]
""",
    "alerts/emergency.toml": """
urgency = "emergency"

[rf-muscle]
title = "Muscle may be failing"
rule = "(proximal-weakness OR myalgia) AND NOT ptosis"
suspects = ["myositis"]
action = "Measure potassium."
basis = "estimate"
age = [2, ""]
""",
    "muscles.toml": """
[hip-flexion]
name = "Hip flexion"
action = "Lift thigh"
region = "hip"
gradient = "proximal"
core = true
""",
    "reflexes.toml": """
[knee-jerk]
name = "Knee jerk"
kind = "tendon"
values = ["absent", "reduced", "normal", "brisk", "clonus"]
""",
    "sensory.toml": """
[derm-l3]
kind = "dermatome"
name = "L3"
""",
    "localisation.toml": """
[myopathy]
name = "Myopathy"
site = "muscle"
must_weak = "W:hip-flexion"
must_signs = "any(f:proximal-weakness,R:knee-jerk:normal,n:derm-l3:normal)"
tests = ["ck"]
""",
    "laboratory.toml": """
[potassium]
name = "Potassium"
unit = "mmol/L"
loinc = ["2823-3"]
normal = [3.5, 5.3]
critical = [2.5, 6.5]
plausible = [1.2, 10]
units = [{ unit = "mEq/L", times = 1 }]
means = [{ finding = "low-potassium", below = 3.5 }]
""",
    "drugs.toml": """
[simvastatin]
name = "simvastatin"
class = "statin"
effects = ["myotoxic"]
""",
    "drug_effects.toml": """
[by_effect]
myotoxic = ["myalgia"]

[by_class]
statin = ["proximal-weakness"]

[not_by_class]
statin = ["myalgia"]
""",
    "hpo.toml": """
"HP:0003701" = { label = "Proximal muscle weakness", implies = ["proximal-weakness"] }
""",
    "scales.toml": """
[grades]
name = "Grades"
recalled = ["RECALLED"]
grades = [{ value = "1", means = "one" }]
""",
    "reviews.toml": """
[first]
status = "read"
reader = "language model"
date = "2026-11"
alerts = ["rf-muscle"]
""",
    "look_alikes.toml": """
[myositis_two-sites]
conditions = ["myositis", "two-sites"]
tells = ["ptosis"]
first = "Look at the eyelids."
""",
    "released.toml": """
version = "0.9.0"

[ids]
condition = ["myositis", "old-myositis"]
finding = ["ptosis"]
""",
    "retired.toml": """
[condition.old-myositis]
instead = ["myositis"]
why = "Two names of one disease."
""",
    "model.toml": """
[finding_cap]
value = 3
means = "The most a finding weighs."
""",
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The tiny tree as files."""
    root = tmp_path / "knowledge"
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip("\n"), encoding="utf-8")
    return root


@pytest.fixture
def spoil(tree: Path) -> Callable[[str, str, str], Path]:
    """Replace one text in one file of the tree; the text must be there."""

    def change(name: str, old: str, new: str) -> Path:
        path = tree / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return tree

    return change

"""The command line as a stranger meets it: real processes' words, real files."""

from __future__ import annotations

import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader

from mwdesk.cli import mwdesk as command
from mwdesk.domain.knowledge import KnowledgeBase
from tests.conftest import ROOT, VIGNETTES

CONTRACT = {
    "id", "knowledge", "urgency", "alerts", "sites", "conditions", "next_findings", "next_tests", "not_yet",
    "outcome", "issues",
}  # fmt: skip


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(command, [str(w) for w in words], obj=lambda **_: 0)


def mwdesk(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """As a process, so that exit status and standard error are the real ones."""
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *map(str, words)],
        capture_output=True, text=True, encoding="utf-8", check=False, timeout=120,
    )  # fmt: skip


def assessed(*files: Path, options: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    done = run("assess", *files, "--format", "json", *options)
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_all_published_patients_are_assessed_with_every_key(kb: KnowledgeBase) -> None:
    lines = assessed(*VIGNETTES)
    assert [line["id"] for line in lines] == [f.stem for f in VIGNETTES]
    for line in lines:
        assert line.keys() >= CONTRACT
        assert line["knowledge"] == {"version": kb.version, "sha256": kb.sha256}
        assert line["urgency"] in {"emergency", "urgent", "routine"}
        assert line["outcome"] in {"ranked", "insufficient", "nothing_fits", "outside_scope"}
        assert sum(c["probability"] for c in line["conditions"]) <= 1.0005
        for part in ("sites", "conditions"):
            shown = [row["probability"] for row in line[part]]
            assert shown == sorted(shown, reverse=True)
            assert all(0 <= p < 1 for p in shown)
        scores = [t["score"] for t in line["next_tests"]]
        assert scores == sorted(scores, reverse=True)
        assert {c["id"] for c in line["conditions"]} <= kb.conditions.keys()
        assert {t["id"] for t in line["next_tests"]} <= kb.tests.keys()
        assert {s for a in line["alerts"] for s in a["sources"]} <= kb.sources.keys()
        assert all(n["gain"] >= 0 for n in line["next_findings"])


def test_assessing_does_not_read_the_truth(tmp_path: Path) -> None:
    told = json.loads(VIGNETTES[0].read_text(encoding="utf-8"))
    del told["truth"]
    blind = tmp_path / VIGNETTES[0].name
    blind.write_text(json.dumps(told), encoding="utf-8")
    told_and_blind = assessed(VIGNETTES[0]) + assessed(blind)
    for line in told_and_blind:
        del line["issues"]  # these name the file
    assert told_and_blind[0] == told_and_blind[1]


def test_what_the_clinic_lacks_is_not_offered(kb: KnowledgeBase) -> None:
    offered = [t["id"] for t in assessed(VIGNETTES[0])[0]["next_tests"]]
    without = [
        t["id"] for t in assessed(VIGNETTES[0], options=("--unavailable", offered[0]))[0]["next_tests"]
    ]
    here = {
        t["id"]: t["group"]
        for t in assessed(VIGNETTES[0], options=("--unavailable", offered[0]))[0]["next_tests"]
    }
    assert offered[0] not in without or here[offered[0]] == "refer"


def test_a_bad_file_among_good_ones_stops_nothing(tmp_path: Path) -> None:
    cut = tmp_path / "cut.json"
    cut.write_bytes(VIGNETTES[0].read_bytes()[:200])
    done = mwdesk("assess", VIGNETTES[0], cut, VIGNETTES[1], "--format", "json")
    assert done.returncode == 2
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [
        VIGNETTES[0].stem,
        VIGNETTES[1].stem,
    ]
    assert len(done.stderr.splitlines()) == 1
    assert "cut.json" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("assess", "none.json"), "no such file"),
        (("assess", str(VIGNETTES[0]), "--unavailable", "no-such-test"), "no-such-test"),
        (("letter", str(VIGNETTES[0]), "--out", "x.pdf", "--kind", "poem"), "poem"),
        (("letter", str(VIGNETTES[0]), "--out", "x.pdf", "--accept", "no-such-test"), "no-such-test"),
        (("letter", str(VIGNETTES[0]), "--out", "/no/such/folder/x.pdf"), "another folder"),
        (("letter", str(VIGNETTES[0]), "--out", "x.pdf", "--clinic", "none.toml"), "none.toml"),
        (("evaluate", "/no/such/folder"), "no case file"),
        (("knowledge", "show", "no-such-id"), "no-such-id"),
        (("assess",), "Missing argument"),
        (("assess", str(VIGNETTES[0]), "--setting", "moon"), "moon"),
    ],
)
def test_bad_input_ends_with_status_2_and_says_why(words: tuple[str, ...], said: str) -> None:
    done = mwdesk(*words)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_potassium_45_is_asked_back_and_not_used(tmp_path: Path) -> None:
    told = json.loads(VIGNETTES[0].read_text(encoding="utf-8"))
    told["phenopacket"]["measurements"] = [
        {"assay": {"id": "LOINC:2823-3", "label": "Potassium"},
         "value": {"quantity": {"unit": {"label": "mmol/L"}, "value": 45}}},
    ]  # fmt: skip
    odd = tmp_path / "odd.json"
    odd.write_text(json.dumps(told), encoding="utf-8")
    line = assessed(odd)[0]
    assert any("45" in i["message"] and i["fix"] for i in line["issues"])
    assert not any(
        "hyperkalaemia" in a["findings"] or a["id"] == "critical-potassium" for a in line["alerts"]
    )


def test_every_published_patient_gets_a_letter(vignette: Path, tmp_path: Path) -> None:
    out = tmp_path / "letter.pdf"
    done = run("letter", vignette, "--out", out)
    assert done.exit_code == 0, done.output
    pages = [page.extract_text() for page in PdfReader(BytesIO(out.read_bytes())).pages]
    assert 1 <= len(pages) <= 3
    assert "Not asked" in pages[0]
    assert not list(tmp_path.glob("*.part"))


def test_only_accepted_tests_are_printed(tmp_path: Path, kb: KnowledgeBase) -> None:
    file = next(f for f in VIGNETTES if f.stem.startswith("089"))
    texts = []
    for accept in ((), ("--accept", "mri-spine")):
        out = tmp_path / "letter.pdf"
        assert run("letter", file, "--out", out, *accept).exit_code == 0
        texts.append(" ".join(page.extract_text() for page in PdfReader(out).pages))
    name = kb.tests["mri-spine"].name.split(" (", maxsplit=1)[0]
    assert name not in texts[0]
    assert name in " ".join(texts[1].split())


@pytest.mark.parametrize("moment", ["9" * 30, "abc", "1e9", "253402300800"])
def test_a_moment_that_is_none_is_said(moment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", moment)
    done = mwdesk("letter", VIGNETTES[0], "--out", tmp_path / "a.pdf")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


def test_the_same_moment_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    letters = [tmp_path / "a.pdf", tmp_path / "b.pdf"]
    for out in letters:
        assert mwdesk("letter", VIGNETTES[0], "--out", out).returncode == 0
    assert letters[0].read_bytes() == letters[1].read_bytes()


def test_a_letter_replaces_neither_its_case_nor_a_device_nor_a_folder(tmp_path: Path) -> None:
    case = tmp_path / "case.json"
    case.write_bytes(VIGNETTES[0].read_bytes())
    link = tmp_path / "link.pdf"
    link.symlink_to("/dev/null")
    for out in (case, link, tmp_path, Path(), tmp_path / ("x" * 300)):
        done = mwdesk("letter", case, "--out", out)
        assert done.returncode == 2, out
        assert "Traceback" not in done.stderr
    assert case.read_bytes() == VIGNETTES[0].read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["case.json", "link.pdf"]


@pytest.mark.parametrize("truth", [{"condition_ids": 5}, {"test_ids": [{}]}, {"urgency": ["x"]}])
def test_a_truth_that_cannot_be_scored_is_said(truth: dict[str, Any], tmp_path: Path) -> None:
    told = {**json.loads(VIGNETTES[0].read_text(encoding="utf-8")), "truth": truth}
    (tmp_path / "a.json").write_text(json.dumps(told), encoding="utf-8")
    done = mwdesk("evaluate", tmp_path)
    assert done.returncode == 2
    assert f"truth.{next(iter(truth))}" in done.stderr
    assert "Traceback" not in done.stderr


def test_evaluate_writes_a_page_with_a_picture(tmp_path: Path) -> None:
    page = tmp_path / "evaluation.md"
    cases = tmp_path / "cases"
    cases.mkdir()
    for file in sorted((ROOT / "db" / "vignettes").glob("*.json"))[:2]:
        (cases / file.name).write_text(file.read_text())
    run("evaluate", cases, "--report", page)
    assert "| patients | 2 |" in page.read_text()
    assert (tmp_path / "evaluation.svg").read_text().startswith("<svg")


def test_evaluate_scores_a_folder() -> None:
    done = run("evaluate", ROOT / "db" / "vignettes", "--format", "json")
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    assert report["cases"] == len(VIGNETTES)


def test_without_a_command_the_window_is_started() -> None:
    asked = []

    def start(*, demo: bool) -> int:
        asked.append(demo)
        return 7

    assert CliRunner().invoke(command, ["--demo"], obj=start).exit_code == 7
    assert CliRunner().invoke(command, [], obj=start).exit_code == 7
    assert asked == [True, False]


def test_commands_never_load_qt() -> None:
    script = (
        "import sys, contextlib\n"
        "from mwdesk.cli import run\n"
        f"sys.argv = ['mwdesk', 'assess', {str(VIGNETTES[0])!r}]\n"
        "with contextlib.suppress(SystemExit):\n    run(None)\n"
        "sys.exit(any(m.startswith('PySide6') for m in sys.modules))"
    )
    assert (
        subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=False).returncode
        == 0
    )


def test_several_kinds_make_one_file_with_a_cover(tmp_path: Path) -> None:
    for options in (
        ("--kind", "edx_request", "--kind", "patient_leaflet"),
        ("--kind", "packet:edx_request,patient_leaflet"),
    ):
        out = tmp_path / "packet.pdf"
        assert run("letter", VIGNETTES[0], "--out", out, *options).exit_code == 0
        text = PdfReader(out).pages[0].extract_text()
        assert "2 in this packet" in text and "Leaflet for the patient" in text

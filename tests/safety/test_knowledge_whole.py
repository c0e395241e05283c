"""Knowledge that was changed behind the program's back is refused, not reasoned from."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from mwdesk import paths
from mwdesk.domain.issue import DataError
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.knowledge import open_knowledge
from mwdesk.knowledge.doses import dose_in


def spoilt(folder: Path, kind: str, old: str, new: str) -> Path:
    """A copy of the compiled knowledge in which one word of what is loaded differs."""
    copy = folder / "knowledge.sqlite3"
    shutil.copy(paths.knowledge_db(), copy)
    with closing(sqlite3.connect(copy)) as db, db:
        (body,) = db.execute("SELECT body FROM payload WHERE kind = ?", (kind,)).fetchone()
        assert old in body
        db.execute("UPDATE payload SET body = ? WHERE kind = ?", (body.replace(old, new, 1), kind))
    return copy


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("alerts", "saddle-anaesthesia", "saddle-anaestesia"),
        ("alerts", '"rf-cauda-equina"', '"rf-cauda-equinx"'),
        ("analytes", "6.5", "9.5"),
        ("conditions", "0.9", "0.1"),
        ("settings", "0.35", "0.95"),
    ],
)
def test_one_changed_word_is_noticed_where_only_the_compiled_file_is(
    kb: KnowledgeBase, tmp_path: Path, kind: str, old: str, new: str
) -> None:
    copy = spoilt(tmp_path, kind, old, new)
    with pytest.raises(DataError, match="is not what was compiled"):
        open_knowledge(None, copy)


def test_with_the_text_at_hand_it_is_made_anew(kb: KnowledgeBase, tmp_path: Path) -> None:
    copy = spoilt(tmp_path, "analytes", "6.5", "9.5")
    again = open_knowledge(paths.knowledge_source(), copy)
    assert again.analytes["potassium"].critical_high == kb.analytes["potassium"].critical_high


def test_no_text_that_is_shown_or_printed_gives_a_dose(kb: KnowledgeBase) -> None:
    """Also in what the check of the text does not walk through: care, advice, guides, and lay words."""
    shown = {
        f"treatment {t.id}": f"{t.name} {t.detail} {t.when} {t.cautions}" for t in kb.treatments.values()
    }
    shown |= {f"advice {a.id}": f"{' '.join(a.points)} {a.not_for}" for a in kb.advice.values()}
    shown |= {f"alert {a.id}": f"{a.title} {a.why} {a.action}" for a in kb.alerts.values()}
    shown |= {f"cause {c.id}": f"{c.interim} {c.avoid} {c.advice}" for c in kb.conditions.values()}
    assert len(shown) > 400
    assert {name: dose_in(text) for name, text in shown.items() if dose_in(text)} == {}

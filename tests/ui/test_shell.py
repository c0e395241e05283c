"""The window as a clinician uses it: keys, mouse, steps, search, undo. Nothing is mocked."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from mwdesk.domain.clinic import Clinic
from mwdesk.domain.encounter import Decision, Patient, State, answer
from mwdesk.domain.issue import DataError, Issue, Level
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.storage import Store
from mwdesk.ui import theme
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.main_window import PLACES, MainWindow
from mwdesk.ui.pages.history import HistoryPage
from mwdesk.ui.widgets.finding_row import FindingRow
from mwdesk.ui.widgets.patient_list import IMPRESSION
from mwdesk.workflow import Session
from mwdesk.workflow.clinic import load_clinic
from mwdesk.workflow.core import core_findings
from tests.ui.conftest import NOW

Key = Qt.Key


def history(window: MainWindow) -> HistoryPage:
    page = window.page("history")
    assert isinstance(page, HistoryPage)
    return page


def first_row(window: MainWindow) -> FindingRow:
    """The first core question of the first section that is not just asked above."""
    card = next(iter(history(window).cards.values()))
    rows = (card.rows[q.finding] for q in card.section.items if q.finding in card.rows)
    row = next(row for row in rows if not row.asked_above)
    row.setFocus()
    return row


def state(window: MainWindow, finding: str) -> State | None:
    view = window.bridge.view
    assert view is not None
    given = view.encounter.answers.get(finding)
    return given.state if given else None


# answering


@pytest.mark.parametrize(
    ("key", "wanted"), [(Key.Key_Y, State.PRESENT), (Key.Key_N, State.ABSENT), (Key.Key_U, State.UNKNOWN)]
)
def test_a_key_answers_and_again_changes_nothing(opened: MainWindow, key: Qt.Key, wanted: State) -> None:
    row = first_row(opened)
    finding = row.question.finding
    assert state(opened, finding) is None
    QTest.keyClick(row, key)
    assert state(opened, finding) is wanted
    assert row.buttons[wanted].isChecked()
    QTest.keyClick(row, key)
    assert state(opened, finding) is wanted
    QTest.mouseClick(row.buttons[wanted], Qt.MouseButton.LeftButton)
    assert state(opened, finding) is None
    assert not any(b.isChecked() for b in row.buttons.values())


@pytest.mark.parametrize("key", [Key.Key_Backspace, Key.Key_Period, Key.Key_Delete])
def test_clearing_is_not_asked_and_never_no(opened: MainWindow, key: Qt.Key) -> None:
    row = first_row(opened)
    QTest.keyClick(row, Key.Key_N)
    QTest.keyClick(row, key)
    assert state(opened, row.question.finding) is None
    assert "not asked" in row.accessibleName()


def test_a_click_answers_and_another_changes_the_answer(opened: MainWindow) -> None:
    row = first_row(opened)
    QTest.mouseClick(row.buttons[State.PRESENT], Qt.MouseButton.LeftButton)
    assert state(opened, row.question.finding) is State.PRESENT
    QTest.mouseClick(row.buttons[State.UNKNOWN], Qt.MouseButton.LeftButton)
    assert state(opened, row.question.finding) is State.UNKNOWN


def test_arrows_and_enter_move_between_rows_and_answer_nothing(opened: MainWindow) -> None:
    row = first_row(opened)
    QTest.keyClick(row, Key.Key_Down)
    second = QApplication.focusWidget()
    assert isinstance(second, FindingRow) and second is not row
    QTest.keyClick(second, Key.Key_Up)
    assert QApplication.focusWidget() is row
    QTest.keyClick(row, Key.Key_Return)
    assert QApplication.focusWidget() is second
    assert opened.bridge.view is not None and not opened.bridge.view.encounter.answers


def test_undo_and_redo_from_the_keyboard(opened: MainWindow) -> None:
    row = first_row(opened)
    finding = row.question.finding
    QTest.keyClick(row, Key.Key_Y)
    QTest.keyClick(opened, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert state(opened, finding) is None
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(opened, Key.Key_Z, both)
    assert state(opened, finding) is State.PRESENT


def test_one_of_a_set_takes_back_the_other(opened: MainWindow, kb: KnowledgeBase) -> None:
    page = history(opened)
    card = page.cards["history.tempo"]
    group = next(q.group for q in card.section.items if q.group)
    pair = [card.rows[q.finding] for q in card.section.items if q.group == group and q.finding in card.rows]
    QTest.keyClick(pair[0], Key.Key_Y)
    pair[1].setFocus()
    QTest.keyClick(pair[1], Key.Key_Y)
    assert state(opened, pair[0].question.finding) is None
    assert state(opened, pair[1].question.finding) is State.PRESENT


def test_the_next_best_question_is_answered_where_it_stands(opened: MainWindow) -> None:
    row = history(opened).next.row
    assert row is not None
    asked = row.question.finding
    QTest.keyClick(row, Key.Key_N)
    assert state(opened, asked) is State.ABSENT
    step = history(opened).next.step
    assert step is not None and asked not in {q.finding for q in step.questions}
    assert all(q.state is None for q in step.questions)


def test_all_normal_spares_red_flags_and_what_was_answered(opened: MainWindow) -> None:
    page = history(opened)
    card = page.cards["history.cranial"]
    card.unfold()
    told = next(q for q in card.section.items if not q.red_flag)
    row = card.rows[told.finding]
    row.setFocus()
    QTest.keyClick(row, Key.Key_Y)
    QApplication.processEvents()
    page.page.verticalScrollBar().setValue(card.y() + row.y() - 40)
    card.normal.click()
    view = opened.bridge.view
    assert view is not None
    filled = [a for a in view.encounter.answers.values() if a.by == "section"]
    assert filled and all(a.state is State.ABSENT for a in filled)
    flags = {q.finding for q in card.section.items if q.red_flag}
    assert not flags & {a.finding for a in filled}
    assert state(opened, told.finding) is State.PRESENT
    opened.bridge.undo()
    view = opened.bridge.view
    assert view is not None and len(view.encounter.answers) == 1


def test_rows_are_cheap_core_first_and_the_rest_on_demand(opened: MainWindow) -> None:
    card = history(opened).cards["history.exposure"]
    assert len(card.rows) < len(card.section.items)
    card.more.click()
    assert len(card.rows) == len(card.section.items)


def test_an_answer_rebuilds_no_widget(opened: MainWindow) -> None:
    row = first_row(opened)
    QTest.keyClick(row, Key.Key_Y)
    before = {id(w) for w in opened.findChildren(QWidget)}
    QTest.keyClick(row, Key.Key_N)
    assert {id(w) for w in history(opened).findChildren(FindingRow)} <= before
    assert {id(w) for w in opened.panel.findChildren(QWidget)} <= before


# steps


def test_steps_by_key_and_button_keep_the_answers(opened: MainWindow) -> None:
    row = first_row(opened)
    QTest.keyClick(row, Key.Key_Y)
    QTest.keyClick(opened, Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert opened.place == "examination"
    QTest.keyClick(opened, Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert opened.place == "history"
    assert row.question.state is State.PRESENT
    QTest.mouseClick(opened.next, Qt.MouseButton.LeftButton)
    assert opened.place == "examination"
    QTest.mouseClick(opened.back, Qt.MouseButton.LeftButton)
    assert opened.place == "history"


def test_every_step_opens_from_the_sidebar(opened: MainWindow) -> None:
    for place in PLACES[::-1]:
        QTest.mouseClick(opened.sidebar.items[place], Qt.MouseButton.LeftButton)
        assert opened.place == place
        assert opened.sidebar.items[place].is_here


def test_without_a_patient_only_the_list_is_open(window: MainWindow) -> None:
    window.go("letter")
    assert window.place == "patients"
    assert not window.sidebar.items["history"].isEnabled()
    assert not window.body.holder.isVisible()


def test_a_narrow_window_folds_the_panel_and_moves_nothing(opened: MainWindow, qtbot: QtBot) -> None:
    opened.resize(911, 512)
    qtbot.waitUntil(lambda: opened.body.folded)
    assert not opened.body.holder.isVisible() and opened.body.rail.isVisible()
    page = opened.body.page_area.geometry()
    QTest.keyClick(opened, Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert opened.body.holder.isVisible()
    assert opened.body.page_area.geometry() == page
    assert opened.width() == 911 and opened.height() == 512
    for part in (opened.next, opened.back, opened.search):
        corner = part.mapTo(opened, QPoint(part.width(), part.height()))
        assert corner.x() <= 911 and corner.y() <= 512


def test_the_sheet_of_keys_opens_and_closes(opened: MainWindow) -> None:
    QTest.keyClick(opened, Key.Key_F1)
    assert opened.stack.currentWidget() is opened.shortcuts
    QTest.keyClick(opened.shortcuts, Key.Key_Escape)
    assert opened.stack.currentWidget() is history(opened)


# patients


def test_a_new_patient_from_the_keyboard(window: MainWindow, store: Store) -> None:
    page = window.page("patients")
    assert page.body.currentIndex() == 1  # an empty list teaches
    QTest.keyClick(page, Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert window.place == "patient"
    form = window.page("patient")
    form.lines["name"].insert("Bala <b> ≥")
    QTest.keyClick(form.lines["name"], Key.Key_Return)
    QTest.keyClicks(form.birth, "21-03-1970")
    QTest.keyClick(form.birth, Key.Key_Return)
    QTest.keyClick(form.sex.buttons[0][0], Key.Key_M)
    row = store.patients()[0]
    assert (row.name, f"{row.birth_date}", row.sex) == ("Bala <b> ≥", "1970-03-21", "male")
    assert form.age.text() == "56 years"
    QTest.keyClick(form.sex.buttons[0][0], Key.Key_M)
    assert store.patients()[0].sex == ""


def test_a_blank_new_patient_is_taken_up_again(window: MainWindow, store: Store) -> None:
    page = window.page("patients")
    page.begin()
    window.go("patients")
    page.begin()
    assert len(store.patients()) == 1


def test_an_impossible_birth_date_gets_a_sentence_and_changes_nothing(
    opened: MainWindow, store: Store
) -> None:
    opened.go("patient")
    form = opened.page("patient")
    form.birth.setFocus()
    form.birth.selectAll()
    QTest.keyClicks(form.birth, "31-02-1970")
    QTest.keyClick(form.birth, Key.Key_Return)
    assert "There is no 31-02-1970" in form.age.text()
    assert form.birth.text() == "31-02-1970"
    assert store.patient("p1").age_years == 54
    form.birth.setFocus()
    form.birth.selectAll()
    QTest.keyClicks(form.birth, "8 months")
    QTest.keyClick(form.birth, Key.Key_Return)
    assert form.age.text() == "8 months"
    assert store.patient("p1").age_years == pytest.approx(8 / 12, abs=0.001)


def test_find_and_open_a_patient_by_keyboard(
    window: MainWindow, session: Session, patient: Patient, qtbot: QtBot
) -> None:
    session.create_patient(Patient(id="p2", name="A very long name " * 12, sex="female"))
    session.close()
    page = window.page("patients")
    page.render_view(None)
    QTest.keyClicks(page.search, "asha")
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    QTest.keyClick(page.search, Key.Key_Down)
    QTest.keyClick(page.list, Key.Key_Return)
    assert window.place == "patient"
    assert window.bridge.view is not None and window.bridge.view.encounter.patient.name == "Asha Rao"
    assert "Asha Rao" in window.topbar.banner.accessibleName()


def test_the_list_says_impression_and_urgency(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    session.create_patient(Patient(id="p3", name="Chitra", age_years=30, sex="female"))
    core = [f for f in core_findings(session.kb) if session.kb.findings[f].section == "history.cranial"]
    session.record(*(answer(f, State.PRESENT) for f in core))
    session.close()
    page = window.page("patients")
    page.render_view(None)
    index = page.model.index(0)
    page.model.data(index, IMPRESSION)
    qtbot.waitUntil(lambda: "p3" in page.model.known)
    urgency, words = page.model.known["p3"]
    assert words or urgency


# search


def test_search_goes_to_a_finding_and_marks_it(opened: MainWindow) -> None:
    QTest.keyClick(opened, Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is opened.search
    QTest.keyClicks(opened.search, "double vision")
    assert opened.search.popup.isVisible()
    hit = opened.search.model.hits[0]
    assert hit.kind == "finding"
    QTest.keyClick(opened.search, Key.Key_Return)
    row = QApplication.focusWidget()
    assert isinstance(row, FindingRow) and row.question.finding == hit.id
    assert state(opened, hit.id) is None  # a suggestion is never accepted by itself
    QTest.keyClick(row, Key.Key_Y)
    assert state(opened, hit.id) is State.PRESENT


def test_control_enter_marks_at_once(opened: MainWindow) -> None:
    QTest.keyClicks(opened.search, "double vision")
    hit = opened.search.model.hits[0]
    QTest.keyClick(opened.search, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert state(opened, hit.id) is State.PRESENT


def test_a_brand_name_adds_the_medicine_and_it_comes_off_again(opened: MainWindow, kb: KnowledgeBase) -> None:
    drug = next(d for d in kb.drugs.values() if d.brands)
    QTest.keyClicks(opened.search, drug.name)
    at = next(i for i, h in enumerate(opened.search.model.hits) if h.kind == "drug")
    for _ in range(at):
        QTest.keyClick(opened.search, Key.Key_Down)
    QTest.keyClick(opened.search, Key.Key_Return)
    view = opened.bridge.view
    assert view is not None and [m.drug for m in view.encounter.medications.values()] == [drug.id]
    row = next(iter(history(opened).medicines.rows.values()))
    row.remove.click()
    view = opened.bridge.view
    assert view is not None and not view.encounter.medications


def test_a_medicine_is_added_where_one_is_and_the_foot_says_so(opened: MainWindow) -> None:
    opened.go("results")
    QApplication.processEvents()
    before = QApplication.focusWidget()
    QTest.keyClick(opened, Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    drug = opened.bridge.session.kb.drugs["gentamicin"]
    QTest.keyClicks(opened.search, drug.name)
    while opened.search.list.currentIndex().row() < 0:
        QTest.keyClick(opened.search, Key.Key_Down)
    assert opened.search.model.hits[opened.search.list.currentIndex().row()].kind == "drug"
    assert opened.search._hint.text().startswith("Enter adds it to the medicines")
    QTest.keyClick(opened.search, Key.Key_Return)
    QApplication.processEvents()
    view = opened.bridge.view
    assert view is not None and [m.drug for m in view.encounter.medications.values()] == ["gentamicin"]
    assert opened.place == "results" and QApplication.focusWidget() is before
    opened.search.begin()
    QTest.keyClicks(opened.search, "double vision")
    assert "Enter goes there" in opened.search._hint.text()


def test_nothing_found_says_what_to_do(opened: MainWindow) -> None:
    QTest.keyClicks(opened.search, "qqqzzz")
    assert opened.search.popup.isVisible() and opened.search.model.rowCount() == 0
    QTest.keyClick(opened.search, Key.Key_Escape)
    assert not opened.search.popup.isVisible() and opened.search.text() == ""


# assessment


MYASTHENIA = ("ptosis", "diplopia", "fatigable-weakness", "dysphagia", "true-weakness", "onset-weeks-months")


def answered(window: MainWindow, *findings: str) -> None:
    window.bridge.record(*(answer(f, State.PRESENT) for f in findings))


def test_a_refusal_takes_one_tap_and_a_reason(opened: MainWindow, kb: KnowledgeBase) -> None:
    answered(opened, *MYASTHENIA)
    opened.go("assessment")
    page = opened.page("assessment")
    cause = next(c for c in page.causes if c.isVisible())
    assert cause.row is not None
    ident = cause.row.id
    cause.decision.refuse.click()
    view = opened.bridge.view
    assert view is not None
    assert view.encounter.verdicts["condition", ident].decision is Decision.REFUSED
    again = next(c for c in page.causes if c.row is not None and c.row.id == ident)
    QTest.keyClicks(again.decision.reason, "seen last year")
    QTest.keyClick(again.decision.reason, Key.Key_Return)
    view = opened.bridge.view
    assert view is not None and view.encounter.verdicts["condition", ident].reason == "seen last year"
    again.decision.refuse.click()
    view = opened.bridge.view
    assert view is not None and ("condition", ident) not in view.encounter.verdicts


def test_the_panel_leads_to_the_question_and_to_the_cause(opened: MainWindow, kb: KnowledgeBase) -> None:
    answered(opened, *MYASTHENIA)
    cause = opened.panel.causes[0]
    assert cause.row is not None
    QTest.mouseClick(cause, Qt.MouseButton.LeftButton)
    assert opened.place == "assessment"
    step = opened.panel.steps[0]
    assert step.step is not None
    QTest.mouseClick(step, Qt.MouseButton.LeftButton)
    assert opened.place in PLACES


def test_sites_keep_their_order_whatever_is_answered(opened: MainWindow, kb: KnowledgeBase) -> None:
    before = [row.id for row in opened.panel.sites.rows]
    answered(opened, *core_findings(kb)[:12])
    assert [row.id for row in opened.panel.sites.rows] == before


def test_own_words_are_kept_when_the_window_closes(
    opened: MainWindow, kb: KnowledgeBase, store: Store
) -> None:
    words = history(opened).words.field
    words.insertPlainText("fell twice since <Monday> & ≥ 3 times")
    opened.close()
    again = Session(kb, store, Clinic(), lambda: NOW)
    assert again.open("p1").encounter.note("history") == "fell twice since <Monday> & ≥ 3 times"


# errors, look


def test_a_refusing_disk_is_told_and_the_answer_is_not_shown_as_kept(
    opened: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = first_row(opened)

    def refuse(*_: object) -> None:
        raise DataError(Issue(level=Level.ERROR, path="store", message="The disk is full.", fix="Free some."))

    monkeypatch.setattr(opened.bridge.session.store, "append", refuse)
    QTest.keyClick(row, Key.Key_Y)
    assert opened.message.isVisible() and "The disk is full. Free some." in opened.message.text.text()
    assert row.question.state is None and not row.buttons[State.PRESENT].isChecked()


def test_the_look_is_switched_and_remembered(opened: MainWindow, store: Store, tmp_path: Path) -> None:
    opened.sidebar.look.click()
    assert theme.current().name == "dark" and store.setting("theme") == "dark"
    opened.sidebar.look.click()
    assert theme.current().name == "light" and store.setting("theme") == "light"


def test_every_control_has_a_name(opened: MainWindow, kb: KnowledgeBase) -> None:
    answered(opened, *core_findings(kb)[:12])
    for place in (*PLACES, "clinic"):
        opened.go(place)
        QApplication.processEvents()
    nameless = [
        f"{type(w).__name__} in {type(w.parentWidget()).__name__}"
        for w in opened.findChildren(QWidget)
        if isinstance(w, QAbstractButton | QLineEdit | FindingRow) or is_stop(w)
        if not spoken(w)
    ]
    assert not nameless, "; ".join(sorted(set(nameless)))


def is_stop(widget: QWidget) -> bool:
    """A stop of the Tab key, apart from Qt's own inner parts."""
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and not widget.objectName().startswith("qt_")


def spoken(widget: QWidget) -> str:
    from PySide6.QtGui import QAccessible

    field = widget.parentWidget()
    inner = widget.objectName().startswith("qt_") or isinstance(field, QLineEdit)
    popup = widget.window().windowType() == Qt.WindowType.Popup  # the list of a combo box, which has the name
    if inner or popup:
        return "inner part of Qt"
    face = QAccessible.queryAccessibleInterface(widget)
    return face.text(QAccessible.Text.Name) if face else ""


def test_bridge_says_a_refusal_of_the_disk_in_words(bridge: Bridge, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bridge.failed) as caught:
        bridge.fail(OSError(28, "No space left on device"))
    assert "No space left on device" in caught.args[0]


def test_the_clinic_is_kept_and_shapes_the_plan(opened: MainWindow, store: Store) -> None:
    answered(opened, *MYASTHENIA)
    QTest.mouseClick(opened.sidebar.items["clinic"], Qt.MouseButton.LeftButton)
    page = opened.page("clinic")
    page.lines["name"].clear()
    QTest.keyClicks(page.lines["name"], "Valley Clinic")
    QTest.keyClick(page.lines["name"], Key.Key_Return)
    view = opened.bridge.view
    assert view is not None
    test = view.assessment.next_tests[0].id
    page.unavailable.items[test].setCheckState(0, Qt.CheckState.Unchecked)
    assert load_clinic(store).name == "Valley Clinic" and load_clinic(store).unavailable == (test,)
    view = opened.bridge.view
    assert view is not None and test not in {t.id for t in view.assessment.next_tests}
    page.unavailable.everything.click()
    assert load_clinic(store).unavailable == ()
    QTest.mouseClick(opened.back, Qt.MouseButton.LeftButton)
    assert opened.place == "history"


def test_the_tab_key_goes_down_the_page_as_the_eye_does(opened: MainWindow) -> None:
    page = history(opened)
    assert page.next.row is not None
    page.next.row.setFocus()
    inside = page.page.widget()
    assert inside is not None
    QTest.keyClick(page.next.row, Key.Key_Tab)
    assert QApplication.focusWidget() is page.tabs, "what stands still comes before what scrolls"
    QTest.keyClick(page.tabs, Key.Key_Tab)
    heights = []
    for _ in range(25):
        here = QApplication.focusWidget()
        assert here is not None and inside.isAncestorOf(here)
        heights.append(here.mapTo(inside, QPoint(0, 0)).y())
        QTest.keyClick(here, Key.Key_Tab)
    assert heights == sorted(heights) and heights[-1] > heights[0]


def test_the_tab_key_goes_bar_steps_page_reasoning_foot(opened: MainWindow) -> None:
    answered(opened, *MYASTHENIA)
    for place in ("examination", "results", "patient"):
        opened.go(place)
        page = opened.page(place)
        held = opened.window().focusWidget()
        assert held is not None and page.isAncestorOf(held), f"{place} begins with itself"
        parts = (opened.topbar, opened.sidebar, page, opened.body.holder, opened.bottom)
        opened.search.setFocus()
        seen: list[QWidget] = [opened.topbar]
        for _step in range(400):
            here = QApplication.focusWidget()
            assert here is not None
            QTest.keyClick(here, Key.Key_Tab)
            here = QApplication.focusWidget()
            assert here is not None
            part = next(p for p in parts if p.isAncestorOf(here))
            if here is opened.search:
                break
            if part is not seen[-1]:
                seen.append(part)
        assert seen[: len(parts)] == list(parts), place


def test_a_larger_text_is_kept_for_the_next_start(opened: MainWindow, bridge: Bridge, qtbot: QtBot) -> None:
    opened.go("clinic")
    sizes = opened.page("clinic").text
    sizes.setFocus()
    QTest.keyClick(sizes, Qt.Key.Key_End)
    try:
        again = MainWindow(bridge)
        qtbot.addWidget(again)
        assert theme.Type.size("text") == 26
        assert "font-size: 26px" in QApplication.instance().styleSheet()  # type: ignore[union-attr]
        assert again.sidebar.items["clinic"].sizeHint().height() == 2 * 36
        assert again.topbar.undo.iconSize().width() == 2 * 18
    finally:
        theme.Type.scale = 1.0


def test_nothing_half_typed_passes_to_the_next_patient(opened: MainWindow, session: Session) -> None:
    opened.go("patient")
    form = opened.page("patient")
    form.birth.setFocus()
    form.birth.selectAll()
    QTest.keyClicks(form.birth, "yesterday")
    opened.go("patients")
    opened.bridge.create_patient(Patient(id="p9", name="Devi", age_years=30, sex="female"))
    opened.go("patient")
    assert form.birth.text() == "30" and form.age.text() == "30 years"
    assert session.store.patient("p1").age_years == 54


def test_a_key_held_down_answers_once(opened: MainWindow) -> None:
    row = history(opened).next.row
    assert row is not None
    asked = row.question.finding
    held = QKeyEvent(QEvent.Type.KeyPress, Key.Key_N, Qt.KeyboardModifier.NoModifier, "n", True, 1)
    for _ in range(5):
        QApplication.sendEvent(row, held)
    assert row.question.finding == asked and state(opened, asked) is None

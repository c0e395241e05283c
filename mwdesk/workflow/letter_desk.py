"""Letters of the open visit: draft, edit, save as PDF, finish. Edits are kept in the record like answers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from mwdesk.domain.encounter import Encounter, Entry
from mwdesk.domain.letter import Letter
from mwdesk.storage import StoredLetter
from mwdesk.workflow.files import save_bytes
from mwdesk.workflow.session import Session
from mwdesk.workflow.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class EditableSection:
    """A narrative section: `draft` as composed, `text` as it prints now."""

    id: str
    title: str
    draft: str
    text: str
    edited: bool


def kind_title(kind: str) -> str:
    """The title of a document kind, as it stands on the document."""
    from mwdesk.letters import KINDS

    return str(KINDS.get(kind, kind.replace("_", " ").capitalize()))


def edits(encounter: Encounter, kind: str) -> dict[str, str]:
    """The clinician's own text by section; an empty one empties its section."""
    prefix = f"note/letter/{kind}/"
    return {
        key.removeprefix(prefix): str(entry.value["text"])
        for key, entry in encounter.entries.items()
        if key.startswith(prefix) and entry.value is not None
    }


class LetterDesk:
    """Everything the Letter page needs; the words come from `letters`, the record from the session."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._rendered: tuple[Letter, bytes] | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """Document kinds, the neurology referral first."""
        from mwdesk.letters import KINDS

        return tuple(KINDS)

    def draft(self, kind: str, now: datetime | None = None) -> Letter:
        """The document as it stands now, edits included."""
        from mwdesk.letters import compose
        from mwdesk.workflow.session import compute_assessment

        session = self._session
        encounter = session.encounter
        assessment = compute_assessment(session.kb, encounter, session.clinic)
        return compose(
            session.kb,
            encounter,
            assessment,
            session.clinic,
            now or session.now(),
            kind=kind,
            edits=edits(encounter, kind),
        )

    def sections(self, kind: str) -> tuple[EditableSection, ...]:
        """The sections whose text may be changed, in printing order."""
        letter = self.draft(kind)
        drafts = {s.id: s.draft or "" for s in letter.sections}
        changed = edits(self._session.encounter, kind)
        return tuple(
            EditableSection(
                id=s.id,
                title=s.title,
                draft=drafts.get(s.id, ""),
                text=changed.get(s.id, s.text),
                edited=s.id in changed,
            )
            for s in letter.editable
        )

    def edit(self, kind: str, section_id: str, text: str | None) -> View:
        """Replace a section's text; None goes back to the draft. One undo step, like any answer."""
        value = None if text is None else {"text": text}
        return self._session.record(Entry(key=f"note/letter/{kind}/{section_id}", value=value))

    def text(self, kind: str) -> str:
        """The whole document as plain text, for a message or the clipboard."""
        from mwdesk.letters import plain_text

        return plain_text(self.draft(kind))

    def pdf(self, kind: str) -> bytes:
        """The document as PDF, the same bytes for the same record within one minute."""
        now = self._session.now()
        return self._render(self.draft(kind, now.replace(second=0, microsecond=0)))

    def _render(self, letter: Letter) -> bytes:
        from mwdesk.letters import render

        if self._rendered is None or self._rendered[0] != letter:
            self._rendered = (letter, render(letter))
        return self._rendered[1]

    def save(self, kind: str, path: Path | str) -> Path:
        """Write the PDF to `path`, whole or not at all, and return where; DataError in plain words."""
        target = Path(path)
        if target.suffix.lower() != ".pdf":
            target = target.with_name(target.name + ".pdf")
        save_bytes(target, self.pdf(kind))
        return target

    def finish(self, kind: str) -> StoredLetter:
        """Keep the bytes that are printed, with their stamps, for ever."""
        return self._session.keep_letter(kind, self.pdf(kind))

    def finished(self) -> tuple[StoredLetter, ...]:
        """Letters of this visit that were finished, the earliest first."""
        return self._session.letters

    def file_name(self, kind: str) -> str:
        """A name to offer: patient, kind, day; only characters that every file system takes."""
        encounter = self._session.encounter
        who = re.sub(r"[^\w-]+", "-", encounter.patient.name).strip("-_") or "patient"
        return f"{who}-{kind.replace('_', '-')}-{self._session.now():%Y-%m-%d}.pdf"

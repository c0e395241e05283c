"""Letters of the open visit: draft, edit, save as PDF, finish. Edits are kept in the record like answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

from mwdesk.domain.clinic import Clinic
from mwdesk.domain.encounter import Encounter, Entry, note
from mwdesk.domain.issue import DataError, Issue, Level
from mwdesk.domain.knowledge import Urgency
from mwdesk.domain.letter import Feature, Letter
from mwdesk.domain.recipient import Recipient
from mwdesk.domain.translation import _
from mwdesk.storage import StoredLetter
from mwdesk.workflow import letter_templates
from mwdesk.workflow.address_book import AddressBook
from mwdesk.workflow.care import avoid_offer
from mwdesk.workflow.files import save_bytes
from mwdesk.workflow.letter_details import DetailField, detail_fields
from mwdesk.workflow.letter_gaps import Gap, conflicts, gaps
from mwdesk.workflow.letter_templates import Templates
from mwdesk.workflow.panel import conflict_lines
from mwdesk.workflow.session import Session, compute_assessment
from mwdesk.workflow.view import View

# A document is drawn anew when one of these changes; the last is what lies in the folder of templates.
Drawn = tuple[str, Encounter, Clinic, date, tuple[tuple[str, int, int], ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditableSection:
    """A narrative section: `draft` as composed, `text` as it prints now."""

    id: str
    title: str
    draft: str
    text: str
    edited: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptLetter:
    """A finished letter as it was printed. `intact`: these are still the same bytes."""

    id: int
    kind: str
    title: str
    at: datetime
    pdf: bytes
    intact: bool


def _as_pdf(path: Path | str) -> Path:
    target = Path(path)
    return target if target.suffix.lower() == ".pdf" else target.with_name(target.name + ".pdf")


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
        self.book = AddressBook(session.store)
        self.folder = session.store.path.parent / letter_templates.FOLDER
        self._templates: tuple[object, Templates] = (None, Templates())
        self._drawn: tuple[Drawn, Letter, bytes | None] | None = None
        self._final: tuple[Drawn, bytes] | None = None
        self._reviewed: tuple[Drawn, tuple[Feature, ...]] | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """Document kinds, the neurology referral first."""
        from mwdesk.letters import KINDS

        return tuple(KINDS)

    @property
    def templates(self) -> Templates:
        """The practice's own templates, read again when a file of their folder changed."""
        state = letter_templates.state_of(self.folder)
        if self._templates[0] != state:
            self._templates = (state, letter_templates.read_templates(self.folder))
        return self._templates[1]

    def draft(self, kind: str) -> Letter:
        """The document as it stands now, edits included.

        Its date and reference stay while nothing changes, so that what is shown, saved, printed and kept is
        one document.
        """
        session = self._session
        state = letter_templates.state_of(self.folder)
        key = (kind, session.encounter, session.clinic, session.now().date(), state)
        if self._drawn is None or self._drawn[0] != key:
            self._drawn = (key, self._compose(kind), None)
        return self._drawn[1]

    def _compose(self, kind: str) -> Letter:
        from mwdesk.letters import compose

        session = self._session
        encounter, now = session.encounter, session.now()
        assessment = compute_assessment(session.kb, encounter, session.clinic)
        make = partial(compose, session.kb, encounter, assessment, session.clinic, now, kind=kind)
        template = self.templates.of(kind)
        plain = make(template=template)
        known = {s.id for s in plain.editable}
        own = {ident: text for ident, text in edits(encounter, kind).items() if ident in known}
        return make(edits=own, template=template) if own else plain

    def left_out(self, kind: str) -> tuple[tuple[str, str], ...]:
        """Own text by section id that has no place in this document any more; it stays in the record."""
        known = {s.id for s in self.draft(kind).editable}
        return tuple((i, text) for i, text in edits(self._session.encounter, kind).items() if i not in known)

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

    def details(self, kind: str) -> tuple[DetailField, ...]:
        """The optional fields of this document with what is recorded; saved as notes of the record."""
        encounter = self._session.encounter
        edited = {s.id for s in self.draft(kind).sections if s.edited}
        found = detail_fields(encounter, kind, urgent=self.draft(kind).banner is not None, edited=edited)
        return tuple(self._with_offer(field) if kind == "emergency_transfer" else field for field in found)

    def _with_offer(self, field: DetailField) -> DetailField:
        """What the care card says to avoid, where nothing was written; printed only once taken."""
        if field.note != "avoid" or field.text:
            return field
        session = self._session
        assessment = compute_assessment(session.kb, session.encounter, session.clinic)
        line = avoid_offer(session.kb, session.encounter, assessment)
        if line is None:
            return field
        return replace(field, offer=line.text, offered_for=line.of, more=False)

    def completeness(self, kind: str) -> tuple[Feature, ...]:
        """What readers look for in this document, and what of it the record does not hold."""
        from mwdesk.letters import review

        session, letter = self._session, self.draft(kind)
        assert self._drawn is not None
        key = self._drawn[0]
        if self._reviewed is None or self._reviewed[0] != key:
            encounter, now = session.encounter, session.now()
            assessment = compute_assessment(session.kb, encounter, session.clinic)
            known = {s.id for s in letter.editable}
            own = {ident: text for ident, text in edits(encounter, kind).items() if ident in known}
            make = partial(review, session.kb, encounter, assessment, session.clinic, now)
            found = make(kind=kind, edits=own, template=self.templates.of(kind))
            self._reviewed = (key, found)
        return self._reviewed[1]

    def missing(self, kind: str) -> tuple[str, ...]:
        """What the reader would miss, in plain sentences, before the writer signs."""
        return tuple(feature.missing for feature in self.completeness(kind) if feature.missing)

    def gaps(self, kind: str) -> tuple[Gap, ...]:
        """What two sources say differently, then the same, each with where it is put right."""
        details = [detail.note for detail in self.details(kind)]
        session = self._session
        disagree = conflict_lines(
            session.kb, compute_assessment(session.kb, session.encounter, session.clinic)
        )
        missing = gaps(self.completeness(kind), details, [s.id for s in self.draft(kind).editable])
        return (*conflicts(disagree), *missing)

    def is_emergency(self, kind: str) -> bool:
        """Whether the documents of this visit say that the patient must be seen today."""
        letter = self.draft("neurology_referral" if kind == "patient_leaflet" else kind)
        return letter.banner is not None and letter.banner.level is Urgency.EMERGENCY

    @property
    def begun(self) -> bool:
        """Whether a document of this visit was written in, or kept: which one was the clinician's choice."""
        entries = self._session.encounter.entries
        written = any(k.startswith("note/letter/") and e.value is not None for k, e in entries.items())
        return written or bool(self._session.letters)

    def unprintable(self, kind: str) -> str:
        """Characters of this document that no font holds, by name and place; "" where all of them print."""
        from mwdesk.letters import unprintable

        return unprintable(self.draft(kind))

    def recipients(self, kind: str) -> tuple[Recipient, ...]:
        """Who of the address book gets this kind of document, the one addressed last first."""
        return self.book.fitting(kind)

    def address(self, kind: str, recipient: Recipient) -> View:
        """Send this document to somebody of the address book, and remember it for the next of its kind."""
        self.book.used(kind, recipient)
        return self._session.record(note(f"to/{kind}", recipient.line))

    def edit(self, kind: str, section_id: str, text: str | None) -> View:
        """Replace a section's text; None goes back to the draft. One undo step, like any answer."""
        if text is not None and section_id not in {s.id for s in self.draft(kind).editable}:
            raise DataError(
                Issue(
                    level=Level.ERROR,
                    path=kind_title(kind),
                    message=_("There is no section '{section}' to write in.").format(section=section_id),
                    fix=_("Choose one of the sections shown."),
                )
            )
        value = None if text is None else {"text": text}
        return self._session.record(Entry(key=f"note/letter/{kind}/{section_id}", value=value))

    def text(self, kind: str) -> str:
        """The whole document as plain text, for a message or the clipboard."""
        from mwdesk.letters import plain_text

        return plain_text(self.draft(kind))

    def pdf(self, kind: str) -> bytes:
        """The document as PDF, marked as an unsigned draft until it was finished as it stands."""
        from mwdesk.letters import render

        letter = self.draft(kind)
        assert self._drawn is not None
        key, _, content = self._drawn
        if content is None:
            content = render(replace(letter, unsigned=True))
            self._drawn = (key, letter, content)
        if self._final is not None and self._final[0] == key:
            kept = any((k.kind, k.pdf) == (kind, self._final[1]) for k in self._session.letters)
            return self._final[1] if kept else content
        return content

    def final(self, kind: str) -> bytes:
        """The document to print and to sign: the same bytes until something changes."""
        from mwdesk.letters import render

        letter = self.draft(kind)
        assert self._drawn is not None
        key = self._drawn[0]
        if self._final is None or self._final[0] != key:
            self._final = (key, render(letter))
        return self._final[1]

    def packet(self, kinds: Sequence[str], *, final: bool = False) -> bytes:
        """Several documents as one PDF under a list of them; each kind once, in this order.

        Marked as unsigned drafts, unless `final`.
        """
        from mwdesk.letters import packet

        return packet([replace(self.draft(kind), unsigned=not final) for kind in dict.fromkeys(kinds)])

    def save(self, kind: str, path: Path | str) -> Path:
        """Write the PDF to `path`, whole or not at all, and return where; DataError in plain words."""
        target = _as_pdf(path)
        save_bytes(target, self.final(kind))
        self._session.tell("export", kind)
        return target

    def keep_packet(self, kinds: Sequence[str], pdf: bytes, path: Path | str | None = None) -> Path | None:
        """Write a packet to `path`, or tell that it was printed, and keep its bytes with the visit."""
        target = _as_pdf(path) if path is not None else None
        if target is not None:
            save_bytes(target, pdf)
        self._session.tell("print" if target is None else "export", f"packet: {', '.join(kinds)}")
        self._session.keep_letter("packet", pdf)
        return target

    def tell(self, event: str, kind: str) -> None:
        """Put into the audit chain that this document left the program otherwise (print, copy)."""
        self._session.tell(event, kind)

    def finish(self, kind: str) -> StoredLetter:
        """Keep the bytes that are printed, with their stamps, for ever; the same bytes are kept once."""
        pdf = self.final(kind)
        same = [kept for kept in self._session.letters if (kept.kind, kept.pdf) == (kind, pdf)]
        return same[-1] if same else self._session.keep_letter(kind, pdf)

    def finished(self) -> tuple[StoredLetter, ...]:
        """Letters of this visit that were finished, the earliest first."""
        return self._session.letters

    def kept(self) -> tuple[KeptLetter, ...]:
        """The finished letters of this visit to look at again, the latest first."""
        return tuple(
            KeptLetter(id=k.id, kind=k.kind, title=kind_title(k.kind), at=k.at, pdf=k.pdf, intact=k.intact)
            for k in reversed(self._session.letters)
        )

    def save_kept(self, letter: KeptLetter, path: Path | str) -> Path:
        """Write a finished letter once more, byte for byte; DataError where its bytes are no longer those."""
        if not letter.intact:
            raise DataError(
                Issue(
                    level=Level.ERROR,
                    path=letter.title,
                    message=_("This stored letter is damaged."),
                    fix=_("Write it again from the record."),
                )
            )
        target = _as_pdf(path)
        save_bytes(target, letter.pdf)
        self._session.tell("export", f"{letter.kind}, kept letter {letter.id}")
        return target

    def file_name(self, kind: str, at: datetime | None = None) -> str:
        """A name to offer: patient, kind, day; only characters that every file system takes."""
        encounter = self._session.encounter
        who = re.sub(r"[^\w-]+", "-", encounter.patient.name).strip("-_") or "patient"
        return f"{who}-{kind.replace('_', '-')}-{at or self._session.now():%Y-%m-%d}.pdf"

"""Finding a patient among a hundred thousand within one frame: trigrams, newest first.

A word of three letters or more is found anywhere; one or two letters at the start of a word. The row number
of the index is the moment the patient was last seen, so that the newest hits come first without sorting.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

from sqlite_utils import Database

from mwdesk.domain.translation import _
from mwdesk.storage import likeness
from mwdesk.storage.cases import folded, patient_from, search_text
from mwdesk.storage.errors import database_errors

_EDGE = "\x01"  # two of them stand before every word: with them one letter makes a trigram
_EPOCH = datetime(1970, 1, 1)
_TIES = 10  # bits kept for patients of the same microsecond
_DATE = re.compile(r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})")
# Scripts written without spaces: a name may be looked up by its later characters. Hangul arrives decomposed.
_STARTS = re.compile("[\u1100-\u1112\u3041-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]")
_JOINTS = re.compile(r"""[-.,;:'"/()_+#’]+""")  # what follows is a word, too
_FEW_DIGITS = 4

TABLE = "CREATE VIRTUAL TABLE patient_find USING fts5(words, tokenize = 'trigram')"


def moment_number(at: datetime) -> int:
    """A moment as the upper bits of a row number (microseconds)."""
    naive = at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at
    return ((naive - _EPOCH) // timedelta(microseconds=1)) << _TIES


def index_words(search: str) -> str:
    """What the index holds of a patient's search text."""
    out: dict[str, None] = {}
    for word in search.split():
        starts = [0, *(m.start() for m in _STARTS.finditer(word)), *(m.end() for m in _JOINTS.finditer(word))]
        out.update(dict.fromkeys(word[at:] for at in starts if at < len(word)))
    return " ".join(_EDGE * 2 + word for word in out)


def _other_spellings(word: str) -> list[str]:
    """A date or a number typed with other separators than it was stored with."""
    out = []
    date = _DATE.fullmatch(word)
    if date:
        a, b, c = date.groups()
        year, month, day = (a, b, c) if len(a) == 4 else (c, b, a)
        if len(year) == 4:
            out.append(f"{year}-{int(month):02}-{int(day):02}")
    digits = "".join(c for c in word if c.isdigit())
    if len(digits) > _FEW_DIGITS and digits != word and not any(c.isalpha() for c in word):
        out.append(digits)
    return out


def _phrase(word: str) -> str:
    edge = _EDGE * max(0, 3 - len(word))
    return '"' + (edge + word).replace('"', '""') + '"'


def match(text: str) -> str:
    """The query for every word of `text`; empty where there is nothing to look for."""
    parts = []
    for typed in text.replace("\x00", " ").replace(_EDGE, " ").split():
        word = folded(typed).strip()
        if word:
            choices = [_phrase(one) for one in (word, *_other_spellings(word))]
            parts.append(f"({' OR '.join(choices)})")
    return " AND ".join(parts)


def reindex(db: Database, patient_id: str, seen: datetime) -> None:
    """Bring the index up to date for one patient with all merged into it, inside the caller's transaction."""
    (old,) = db.execute("SELECT seen FROM patient WHERE id = ?", (patient_id,)).fetchone()
    search = _key_anew(db, patient_id)
    number = moment_number(seen)
    while db.execute("SELECT 1 FROM patient WHERE seen = ? AND id <> ?", (number, patient_id)).fetchone():
        number += 1
    if old is not None:
        db.execute("DELETE FROM patient_find WHERE rowid = ?", (old,))
    db.execute("UPDATE patient SET seen = ? WHERE id = ?", (number, patient_id))
    db.execute("INSERT INTO patient_find (rowid, words) VALUES (?, ?)", (number, index_words(search)))


def forget(db: Database, patient_id: str) -> None:
    """Take a patient out of the list and the search."""
    db.execute(
        "DELETE FROM patient_find WHERE rowid = (SELECT seen FROM patient WHERE id = ?)", (patient_id,)
    )
    db.execute("UPDATE patient SET seen = NULL WHERE id = ?", (patient_id,))


def _grouped(db: Database) -> bool:
    """Whether this schema knows merged records and keys; an update starts from one that does not."""
    return any(row[1] == "merged_into" for row in db.execute("PRAGMA table_info(patient)").fetchall())


def _key_anew(db: Database, patient_id: str) -> str:
    """Look-up keys of a patient and of all merged into it; returns what they are searched by."""
    if not _grouped(db):
        return str(db.execute("SELECT search FROM patient WHERE id = ?", (patient_id,)).fetchone()[0])
    rows = db.execute(
        "SELECT id, body, search FROM patient WHERE id = ?1 OR merged_into = ?1 ORDER BY id <> ?1, rowid",
        (patient_id,),
    ).fetchall()
    for ident, body, _search in rows:
        db.execute("DELETE FROM patient_key WHERE patient_id = ?", (ident,))
        db.conn.executemany(
            "INSERT INTO patient_key (key, patient_id) VALUES (?, ?)",
            [(key, ident) for key in sorted(likeness.keys(patient_from(body)))],
        )
    return "\n".join(row[2] for row in rows)


def rebuild(db: Database) -> None:
    """Index every patient anew, inside the caller's transaction."""
    grouped = _grouped(db)
    into = "merged_into" if grouped else "NULL"
    people = db.execute(f"SELECT id, body, created_at, {into} FROM patient ORDER BY rowid").fetchall()
    started = dict(db.execute("SELECT patient_id, max(started) FROM encounter GROUP BY 1").fetchall())
    db.execute("DROP TABLE IF EXISTS patient_find")
    db.execute(TABLE)
    db.execute("UPDATE patient SET seen = NULL")
    words: dict[str, list[str]] = {}
    latest: dict[str, list[str]] = {}
    keys = []
    for ident, body, created, root in sorted(people, key=lambda row: row[3] is not None):
        person = patient_from(body)
        words.setdefault(root or ident, []).append(search_text(person))
        latest.setdefault(root or ident, [created]).extend([started[ident]] if ident in started else [])
        keys += [(key, ident) for key in sorted(likeness.keys(person))]
    rows = [(search_text(patient_from(body)), ident) for ident, body, _created, _root in people]
    db.conn.executemany("UPDATE patient SET search = ? WHERE id = ?", rows)
    if grouped:
        db.execute("DELETE FROM patient_key")
        db.conn.executemany("INSERT INTO patient_key (key, patient_id) VALUES (?, ?)", keys)
    _number_all(db, words, latest)


def _number_all(db: Database, words: dict[str, list[str]], latest: dict[str, list[str]]) -> None:
    used: set[int] = set()
    rows = []
    for ident, parts in words.items():
        created, *visits = latest[ident]
        number = moment_number(datetime.fromisoformat(max(visits) if visits else created))
        while number in used:
            number += 1
        used.add(number)
        rows.append((number, index_words("\n".join(parts)), ident))
    db.conn.executemany("UPDATE patient SET seen = ? WHERE id = ?", [(n, i) for n, _w, i in rows])
    db.conn.executemany(
        "INSERT INTO patient_find (rowid, words) VALUES (?, ?)", [(n, w) for n, w, _i in rows]
    )


def last_seen(db: Database, patient_id: str) -> datetime:
    """When a patient, or any merged into it, was last seen; when it was entered where never."""
    merged = " OR merged_into = ?1" if _grouped(db) else ""
    (seen,) = db.execute(
        "SELECT coalesce((SELECT max(started) FROM encounter WHERE patient_id IN "
        f"(SELECT id FROM patient WHERE id = ?1{merged})), created_at) FROM patient WHERE id = ?1",
        (patient_id,),
    ).fetchone()
    return datetime.fromisoformat(seen)


def faults(db: Database) -> tuple[str, ...]:
    """Whether every patient can be found; one sentence where not."""
    said = (_("The index for finding patients is damaged; 'mwdesk records reindex' makes it anew."),)
    try:
        with db.atomic():
            db.execute("INSERT INTO patient_find (patient_find) VALUES ('integrity-check')")
        rows = db.execute(
            "SELECT p.body, p.search, f.words, p.merged_into, p.id, "
            "(SELECT group_concat(q.search, char(10)) FROM (SELECT search FROM patient "
            "WHERE merged_into = p.id ORDER BY rowid) q), "
            "(SELECT json_group_array(key) FROM patient_key WHERE patient_id = p.id) "
            "FROM patient p LEFT JOIN patient_find f ON f.rowid = p.seen"
        )
        for body, search, words, into, _ident, others, keys in rows:
            person = patient_from(body)
            whole = index_words(search + (f"\n{others}" if others else "")) if into is None else None
            if search != search_text(person) or words != whole:
                return said
            if set(json.loads(keys)) != likeness.keys(person):
                return said
        extra = db.execute(
            "SELECT 1 FROM patient_find WHERE rowid NOT IN "
            "(SELECT seen FROM patient WHERE seen IS NOT NULL) LIMIT 1"
        ).fetchone()
    except database_errors():
        return said
    except (ValueError, KeyError, TypeError, AttributeError):
        return said
    return said if extra else ()

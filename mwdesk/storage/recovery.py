"""The printed recovery key: eight groups of four letters and a check letter, forgiving of case and spaces.

The letters leave out I, L and O, which paper confuses with digits and with each other; 23 are left, a prime,
so that the check letter of a group finds every wrong letter, every exchange of two, and a group out of place.
"""

from __future__ import annotations

import secrets

from mwdesk.domain.translation import _, _n
from mwdesk.storage.errors import problem

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"
GROUPS = 8
_IN_GROUP = 4  # 32 letters: 144 bits
WHERE = "recovery key"


def _check_letter(group: str, place: int) -> str:
    total = sum((weight + 2) * LETTERS.index(letter) for weight, letter in enumerate(group))
    return LETTERS[(total + 7 * (place + 1)) % len(LETTERS)]


def new_text() -> str:
    """A fresh recovery key as it is printed."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(_IN_GROUP)) for _ in range(GROUPS))
    return "-".join(group + _check_letter(group, place) for place, group in enumerate(groups))


def read_text(text: str) -> str:
    """The letters of a typed recovery key; DataError that names the group which was mistyped."""
    typed = "".join(c for c in text.upper() if c.isalnum())
    size = _IN_GROUP + 1
    if len(typed) != GROUPS * size:
        raise problem(
            WHERE,
            _("A recovery key has {groups} groups of {size} letters; {count} letters were typed.").format(
                groups=GROUPS, size=size, count=len(typed)
            ),
            _("Type all of them as they are printed."),
        )
    groups = [typed[i : i + size] for i in range(0, len(typed), size)]
    wrong = [
        str(place + 1)
        for place, group in enumerate(groups)
        if any(c not in LETTERS for c in group) or _check_letter(group[:-1], place) != group[-1]
    ]
    if wrong:
        raise problem(
            WHERE,
            _n(
                "Group {places} of the recovery key cannot be right.",
                "Groups {places} of the recovery key cannot be right.",
                len(wrong),
            ).format(places=", ".join(wrong)),
            _("Compare with the printed page; the letters I, L and O do not occur."),
        )
    return "".join(group[:-1] for group in groups)

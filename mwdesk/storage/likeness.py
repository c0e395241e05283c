"""Who may be the same person: by number, by phone, by name and age however it was spelled or written.

A name is reduced to its consonants, each script by the names that Unicode gives its letters, so that
"Kulkarni", "Kulkarnee" and the Devanagari spelling meet; a closer look then compares the spellings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mwdesk.domain.encounter import Patient
from mwdesk.storage.cases import folded

_ALIKE = 85  # of 100: how close two spellings of a word must be
_YEARS = 2.0  # by which two ages may differ
_PHONE = 9  # last digits of a phone number, which countries and offices write alike
_SHORTEST = 2  # letters of a skeleton that says anything
# Letters whose Unicode name is a word and no sound; what is missing here counts as a vowel.
_NAMED = {
    "beh": "b", "peh": "p", "teh": "t", "theh": "s", "jeem": "j", "tcheh": "c", "hah": "h", "khah": "k",
    "dal": "d", "thal": "z", "reh": "r", "zain": "z", "jeh": "j", "seen": "s", "sheen": "s", "sad": "s",
    "dad": "d", "tah": "t", "zah": "z", "ghain": "g", "feh": "f", "qaf": "k", "kaf": "k", "keheh": "k",
    "gaf": "g", "lam": "l", "meem": "m", "noon": "n", "alef": "", "ain": "", "waw": "", "yeh": "", "heh": "",
    "bet": "b", "gimel": "g", "dalet": "d", "vav": "", "zayin": "z", "het": "h", "tet": "t", "yod": "",
    "lamed": "l", "mem": "m", "nun": "n", "samekh": "s", "pe": "p", "tsadi": "z", "qof": "k", "resh": "r",
    "shin": "s", "tav": "t", "alpha": "a", "beta": "v", "gamma": "g", "delta": "d", "epsilon": "e",
    "zeta": "z", "eta": "i", "theta": "t", "iota": "i", "kappa": "k", "lamda": "l", "mu": "m", "nu": "n",
    "xi": "ks", "omicron": "o", "pi": "p", "rho": "r", "sigma": "s", "tau": "t", "upsilon": "i", "phi": "f",
    "chi": "k", "psi": "ps", "omega": "o",
}  # fmt: skip
_SOUNDS = (
    ("tch", "c"), ("sch", "s"), ("ck", "k"), ("ph", "f"), ("gh", "g"), ("kh", "k"), ("th", "t"), ("dh", "d"),
    ("bh", "b"), ("sh", "s"), ("ch", "c"), ("zh", "j"), ("ks", "x"), ("q", "k"), ("w", "v"), ("z", "j"),
    ("c", "k"),
)  # fmt: skip
_REASONS = ("same number", "same phone", "same name and birth date", "similar name and age")
Reason = str


@dataclass(frozen=True, slots=True, kw_only=True)
class Like:
    """Another patient who may be the same, and why: one of `same number`, `same phone`,
    `same name and birth date`, `similar name and age`."""

    patient: Patient
    why: tuple[Reason, ...]


def romanised(text: str) -> str:
    """A name in Latin letters, near enough to compare; Latin stays as it is without its accents."""
    out = []
    for letter in unicodedata.normalize("NFKC", text).casefold():
        if letter.isascii() or letter.isspace():
            out.append(letter)
            continue
        plain = folded(letter)
        if plain.isascii():
            out.append(plain)
        else:
            out.append(_sound(letter, "".join(out)))
            if "VIRAMA" in unicodedata.name(letter, ""):
                out = [*"".join(out).removesuffix("a")]
    return "".join(out)


def _sound(letter: str, before: str) -> str:
    """What a letter of another script stands for."""
    name = unicodedata.name(letter, "")
    found = re.search(r"(?:LETTER|VOWEL SIGN|LIGATURE|SYLLABLE)\s+(?:SHORT |FINAL |SMALL )*([A-Z]+)", name)
    if found is None:
        return "n" if "ANUSVARA" in name or "CANDRABINDU" in name else ""
    sound = found[1].lower()
    if sound in _NAMED:
        return _NAMED[sound]
    if "CYRILLIC" in name:  # the name of a consonant says it with a vowel
        return {"em": "m", "en": "n", "er": "r", "es": "s", "ef": "f", "el": "l", "hard": "", "soft": ""}.get(
            sound, sound[:1] if len(sound) == 2 and sound[1] in "ae" and sound != "ya" else sound
        )
    if "VOWEL SIGN" in name and before.endswith("a"):  # it takes the place of the inherent vowel
        return sound.removeprefix("a") if sound.startswith("a") else sound
    return sound


def skeleton(word: str) -> str:
    """The consonants of a romanised word as they sound, with a mark for a vowel at its start."""
    text = "".join(c for c in word if c.isalpha())
    for spelled, sound in _SOUNDS:
        text = text.replace(spelled, sound)
    if not text:
        return ""
    head = "a" if text[0] in "aeiouyh" else text[0]
    rest = re.sub("[aeiouyh]", "", text[1:])
    return re.sub(r"(.)\1+", r"\1", head + rest)


def _words(patient: Patient) -> set[str]:
    """Skeletons of the words of both names."""
    names = f"{romanised(patient.name)} {romanised(patient.local_name)}".split()
    found = {word: skeleton(word) for word in names if len(word) >= _SHORTEST}
    return {bones if len(bones) >= _SHORTEST else f"={word}" for word, bones in found.items()}


def _numbers(patient: Patient) -> set[str]:
    bare = ("".join(c for c in folded(n) if c.isalnum()) for n in patient.identifiers)
    out = set()
    for one in bare:  # "MRN 0042" and "0042" are one number
        digits = "".join(c for c in one if c.isdigit())
        out |= {n for n in (one, digits if len(digits) > 3 else "") if len(n) > 2}
    return out


def _phone(patient: Patient) -> str:
    digits = "".join(c for c in patient.phone if c.isdigit())
    return digits[-_PHONE:] if len(digits) >= 7 else ""


def keys(patient: Patient) -> frozenset[str]:
    """What a patient is looked up by: number, phone, birth date, whole name, and each of its words."""
    phone, born = _phone(patient), patient.birth_date
    return frozenset(
        (
            *(f"x:{_exact(name)}" for name in (patient.name, patient.local_name) if name.strip()),
            *((f"b:{born.isoformat()}",) if born else ()),
            *(f"n:{number}" for number in _numbers(patient)),
            *((f"t:{phone}",) if phone else ()),
            *(f"w:{word}" for word in _words(patient)),
        )
    )


def _spelled(name: str) -> str:
    return " ".join(sorted(romanised(name).split()))


def _exact(name: str) -> str:
    return " ".join(sorted(folded(name).split()))


def _alike(one: Patient, other: Patient) -> bool:
    """Whether the names may be one name: every word of the shorter has its like in the longer."""
    names = ([_spelled(n).split() for n in (p.name, p.local_name) if n.strip()] for p in (one, other))
    ours, theirs = names
    return any(_words_alike(*sorted((a, b), key=len)) for a in ours for b in theirs)


def _words_alike(fewer: list[str], more: list[str]) -> bool:
    if not fewer or (len(fewer) == 1 and len(more) > 1):  # a first name alone fits too many
        return False
    left = list(more)
    for word in fewer:
        match = next((one for one in left if _word_alike(word, one)), None)
        if match is None:
            return False
        left.remove(match)
    return True


def _word_alike(one: str, other: str) -> bool:
    from rapidfuzz import fuzz

    bones = skeleton(one)
    return (len(bones) >= _SHORTEST and bones == skeleton(other)) or fuzz.ratio(one, other) >= _ALIKE


def _same_name(one: Patient, other: Patient) -> bool:
    ours, theirs = ({_exact(n) for n in (p.name, p.local_name) if n.strip()} for p in (one, other))
    return bool(ours & theirs)


def reasons(one: Patient, other: Patient, today: date) -> tuple[Reason, ...]:
    """Why two records may be of one person, the strongest reason first; empty where nothing says so."""
    out = []
    if _numbers(one) & _numbers(other):
        out.append(_REASONS[0])
    if _phone(one) and _phone(one) == _phone(other):
        out.append(_REASONS[1])
    same = _same_name(one, other)
    if same and one.birth_date is not None and one.birth_date == other.birth_date:
        out.append(_REASONS[2])
    elif _age_fits(one, other, today, same=same) and (same or _alike(one, other)):
        out.append(_REASONS[3])
    return tuple(out)


def _age_fits(one: Patient, other: Patient, today: date, *, same: bool) -> bool:
    """About the same age; where one is not told, only the very same name counts. Not man and woman."""
    if one.sex and other.sex and one.sex != other.sex and not same:
        return False
    ages = one.age_on(today), other.age_on(today)
    if ages[0] is None or ages[1] is None:
        return same
    return abs(ages[0] - ages[1]) <= _YEARS


def ranked(patient: Patient, others: Iterable[Patient], today: date, limit: int = 3) -> tuple[Like, ...]:
    """Those who may be the same, the likeliest first."""
    found = [(reasons(patient, other, today), other) for other in others if other.id != patient.id]
    found = [pair for pair in found if pair[0]]
    found.sort(key=lambda pair: (_REASONS.index(pair[0][0]), -len(pair[0]), pair[1].name))
    return tuple(Like(patient=other, why=why) for why, other in found[:limit])

"""Small words: dates, ages, lists, and findings as they read inside a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from mwdesk.domain.encounter import Patient

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
# First words that keep their capital inside a sentence.
_PROPER = re.compile(
    r"^(Addison|Babinski|Becker|Beevor|Bell|Brown|Chvostek|Cushing|Fabry|Gottron|Gowers|Guillain|Hirayama|Hoffmann|"
    r"Hoover|Horner|Kayser|Kennedy|Leigh|Lhermitte|Lyme|Mees|Miller|Osgood|Parkinson|Phalen|Raynaud|Refsum|Romberg|"
    r"Sjogren|Spurling|Tinel|Trendelenburg|Trousseau|Tromner|Uhthoff|Wernicke|West Nile)\b"
)
# A label that is a clause ("Takes a statin", "Weakness worsens with use") cannot follow "no".
_CLAUSE = re.compile(
    r"^(Takes|Took|Cannot|Craves|Feels|Began|Worsens|Lived|Uses|Walks|Coughs|Already|Awake|Always|Only|Not|Normal|"
    r"Infant|Mother|Parents|From|Relative|Household|Good|Poor at|Acting|Weak on|Urge|Progressed|Longstanding|"
    r"Symptoms|Strength|Tap|Attacks after|Onset|Injects|Immunosuppressed|Limbs? (feel|cold)|Woke|Head tilted|"
    r"Smoker|Pregnant|On dialysis|Vision or)\b"
    r"|\b(worsens|improves|fluctuates|limited|lasts|stays|drops|moves|goes|settled|hurts|began|eases|lags|kept|"
    r"increases|return|weak|spared,|lost|clear|found|positive)$"
    r"|\b(worsens|improves|fluctuates|limited by|lasts|stays|drop at|drops|moves up|goes on|settled|hurts|"
    r"began|eases as|eases with|lags|increases|return after|weak with|weak during|wasted more|was raised|"
    r"gaining)\b"
)


def say_day(day: date) -> str:
    """21 November 2026: no order of figures that two countries read differently."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def say_moment(moment: datetime) -> str:
    return f"{say_day(moment.date())}, {moment:%H:%M}"


def say_iso(text: str) -> str:
    """An ISO date in words; anything else as it was typed; nothing as "not given"."""
    if not text:
        return "not given"
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return text
    return f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}"


def say_age(patient: Patient, day: date) -> str:
    """Age in words, months under two years; "age not recorded" where unknown."""
    age = patient.age_on(day)
    if age is None:
        return "age not recorded"
    if age < 2:
        months = round(age * 12)
        return f"{months} month" + ("" if months == 1 else "s")
    return f"{int(age)} years"


def say_birth(patient: Patient) -> str:
    return say_day(patient.birth_date) if patient.birth_date else "birth date not recorded"


def join(items: Iterable[str], last: str = "and") -> str:
    """a, b and c."""
    words = list(items)
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def lower(label: str) -> str:
    """A label inside a sentence: no capital, unless it is a name or an abbreviation."""
    first = label.partition(" ")[0]
    if not label or _PROPER.match(label) or not (first[1:] or " ").islower():  # "EMG", "MuSK", "T wave"
        return label
    return label[0].lower() + label[1:]


def upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def bare(label: str) -> str:
    """A label without its explanation in brackets, for a sentence; the annex prints it whole."""
    return re.sub(r"\s*\([^()]*\)(?=$|[\s,;.])", "", label).strip() or label


def is_clause(label: str) -> bool:
    return _CLAUSE.search(bare(label)) is not None


def negatives(labels: Sequence[str]) -> str:
    """ "No fever, headache or rash. Asked and absent: takes a statin." """
    nouns = [lower(bare(x)) for x in labels if not is_clause(x)]
    clauses = [lower(bare(x)) for x in labels if is_clause(x)]
    parts = []
    if nouns:
        parts.append("No " + ", no ".join(nouns) + ".")
    if clauses:
        parts.append("Asked and absent: " + "; ".join(clauses) + ".")
    return " ".join(parts)


def sentence(text: str) -> str:
    """With a capital and a full stop, unless it already ends in one."""
    return closed(upper(text.strip()))


def closed(text: str) -> str:
    """The clinician's own words as they stand, with a full stop where none is."""
    return text if not text or text[-1] in ".?!:…" else text + "."

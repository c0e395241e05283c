"""How hard a passphrase is to guess, in words: an estimate that is on the low side."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from mwdesk.domain.translation import _, _n

SHORTEST = 10  # characters that the key file asks for
_DIFFERENT = 5
_COMMON = re.compile(
    r"passwor[dt]|passphrase|qwert[yz]|asdf|letmein|admin|mwdesk|clinic|doctor|hospital", re.I
)
_WORD_BITS = 11.0  # one of two thousand words
_GOOD, _STRONG = 40.0, 55.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Strength:
    """A level and the sentence to show; "refused" ones cannot be used."""

    level: Literal["blank", "refused", "weak", "good", "strong"]
    words: str

    @property
    def serves(self) -> bool:
        """Whether the key file takes it."""
        return self.level not in ("blank", "refused")


def judge(passphrase: str, name: str = "") -> Strength:
    """The strength of a passphrase; `name` is the clinician's, which is the first guess."""
    short = SHORTEST - len(passphrase.strip())
    if not passphrase:
        return Strength(
            level="blank",
            words=_("At least {shortest} characters; four or five words do well.").format(shortest=SHORTEST),
        )
    if short > 0:
        return Strength(
            level="refused",
            words=_n(
                "Too short: {count} more character.", "Too short: {count} more characters.", short
            ).format(count=short),
        )
    if len(set(passphrase)) < _DIFFERENT:
        return Strength(level="refused", words=_("Too easy: too few different characters."))
    bits = guess_bits(passphrase, name)
    if bits < _GOOD:
        return Strength(level="weak", words=_("Weak: easy to guess. Add a word or two."))
    if bits < _STRONG:
        return Strength(level="good", words=_("Good. One more word would make it strong."))
    return Strength(level="strong", words=_("Strong."))


def guess_bits(passphrase: str, name: str = "") -> float:
    """About how many bits a guesser must go through; names, common words and runs count for nothing."""
    text = _COMMON.sub("\0", passphrase)
    for part in name.split():
        if len(part) > 2:
            text = re.sub(re.escape(part), "\0", text, flags=re.I)
    seen: set[str] = set()
    bits = 0.0
    for chunk in re.findall(r"[^\W\d_]+|\d+|[\W_]+", text.replace("\0", " ")):
        if chunk.strip() and chunk.casefold() not in seen:
            seen.add(chunk.casefold())
            bits += _chunk_bits(chunk)
    return bits


def _chunk_bits(chunk: str) -> float:
    steps = [ord(b) - ord(a) for a, b in pairwise(chunk)]
    fresh = 1 + sum(step not in (0, 1, -1) for step in steps)
    if chunk.isdigit():
        return fresh * math.log2(10) * 0.8
    if chunk[0].isalpha():
        mixed = chunk not in (chunk.lower(), chunk.upper(), chunk.capitalize())
        return min(fresh * 4.7, max(_WORD_BITS, fresh * 2.2)) + (4.0 if mixed else 0.0)
    return fresh * 3.0

"""A source in two words, "Author year", as a row of a page or panel cites it."""

from __future__ import annotations

import re

from mwdesk.domain.knowledge import Source

_PERSON = re.compile(r"((?:[a-z]+ )*[A-Z][\w'’-]*[a-z][\w'’-]*(?: [A-Z][\w'’-]*[a-z][\w'’-]*)*) [A-Z]{1,3}$")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def citation(source: Source) -> str:
    """ "Author year" of a source, as far as its citation has them."""
    year = _YEAR.search(source.year) or _YEAR.search(source.citation)
    head = _author(source.citation) or source.id
    return f"{head} {year[0]}" if year else head


def _author(text: str) -> str:
    """Surname or body that a citation begins with: "van Doorn PA et al. ..." -> "van Doorn"."""
    head = re.split(r"[,.;:(]", text, maxsplit=1)[0]
    head = " ".join(_YEAR.sub("", head).replace(" et al", "").replace(" guideline", "").split())
    person = _PERSON.match(head)
    if person:
        return person[1]
    words = head.split()
    if len(words) <= 4:
        return head
    body = re.match(r"[A-Z]{2,}", words[0])  # "WHO-recommended surveillance standard of ..."
    return body[0] if body else " ".join(words[:4]) + " ..."

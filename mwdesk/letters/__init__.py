"""From a record to a letter in words (`compose`), and from the letter to a PDF (`render`)."""

from mwdesk.letters.compose import KINDS, compose, review
from mwdesk.letters.packet import packet
from mwdesk.letters.render import render
from mwdesk.letters.templates import required, sections_of
from mwdesk.letters.text import plain_text
from mwdesk.letters.unprinted import unprintable

__all__ = [
    "KINDS",
    "compose",
    "packet",
    "plain_text",
    "render",
    "required",
    "review",
    "sections_of",
    "unprintable",
]

"""From a record to a letter in words (`compose`), and from the letter to a PDF (`render`)."""

from mwdesk.letters.compose import KINDS, compose, review
from mwdesk.letters.render import render
from mwdesk.letters.text import plain_text

__all__ = ["KINDS", "compose", "plain_text", "render", "review"]

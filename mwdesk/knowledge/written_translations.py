"""How the words of the leaflet and their translations are written."""

from __future__ import annotations

from mwdesk.domain.issue import Issue
from mwdesk.domain.leaflet import LANGUAGES, Translation
from mwdesk.knowledge.fields import Fields
from mwdesk.knowledge.sourcefiles import Tree


def read_words(tree: Tree, issues: list[Issue]) -> dict[str, str]:
    """The fixed words of the leaflet by "heading.name"."""
    found: dict[str, str] = {}
    for heading, item in tree.of("leaflet").items():
        fields = Fields(item, issues)
        found |= {f"{heading}.{name}": fields.text(name, None) for name in item.body}
        fields.close()
    return found


def read_translations(tree: Tree, issues: list[Issue]) -> dict[str, dict[str, Translation]]:
    """By language, then by the id of the text; in the tree an entry is "language:id"."""
    found: dict[str, dict[str, Translation]] = {code: {} for code in list(LANGUAGES)[1:]}
    for item in tree.of("translation").values():
        language, _, ident = item.id.partition(":")
        fields = Fields(item, issues)
        if language not in found:
            fields.fault(
                f"The file must say its language above the first heading, not '{language}'.",
                f"Write language = one of: {', '.join(found)}.",
            )
            continue
        found[language][ident] = Translation(
            english=fields.text("english", None),
            text=fields.text("text", None),
            reader=fields.text("reader"),
            date=fields.text("date"),
        )
        fields.close()
    return found

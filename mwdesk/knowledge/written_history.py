"""What is told of the knowledge itself: who read it, what is confused with what, which ids are for ever."""

from __future__ import annotations

from mwdesk.domain.issue import Issue
from mwdesk.domain.knowledge import LookAlike, Retired, Review
from mwdesk.domain.region import Region
from mwdesk.knowledge.fields import Fields
from mwdesk.knowledge.sourcefiles import Item, Tree

# Ids that records, letters and case files may name; groups and sources are named by the text alone.
LASTING = (
    *("condition", "finding", "test", "alert", "drug", "analyte", "muscle", "reflex", "sensory"),
    *("localisation", "site", "criterion", "scale"),
)


def read_review(ident: str, f: Fields, _: Item) -> Review:
    return Review(
        id=ident,
        status=f.text("status", None),
        reader=f.text("reader", None),
        date=f.text("date", None),
        record=f.text("record"),
        conditions=f.texts("conditions"),
        alerts=f.texts("alerts"),
    )


def read_look_alike(ident: str, f: Fields, _: Item) -> LookAlike:
    return LookAlike(
        id=ident,
        conditions=f.texts("conditions"),
        tells=f.texts("tells"),
        first=f.text("first"),
        sources=f.texts("source"),
    )


def read_region(ident: str, f: Fields, _: Item) -> Region:
    return Region(
        id=ident,
        name=f.text("name", None),
        countries=f.text("countries", None),
        common=f.texts("common"),
        sources=f.texts("source"),
    )


def read_retired(tree: Tree, issues: list[Issue]) -> dict[str, Retired]:
    """Retired ids by "kind:id"; the file has a heading [kind.id] for each."""
    found: dict[str, Retired] = {}
    for kind, item in tree.of("retired").items():
        fields = Fields(item, issues)
        for ident in item.body:
            row = fields.below(ident)
            found[f"{kind}:{ident}"] = Retired(
                id=f"{kind}:{ident}", instead=row.texts("instead"), why=row.text("why", None)
            )
            row.close()
    return found


def released_ids(tree: Tree) -> frozenset[tuple[str, str]]:
    """Every (kind, id) of the last release, as the command `knowledge release` wrote it down."""
    body = tree.of("released").get("ids")
    rows = body.body.items() if body else ()
    return frozenset((kind, str(ident)) for kind, names in rows for ident in names)

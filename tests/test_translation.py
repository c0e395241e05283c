"""The texts of the interface: collected, read, and in every language with the places and forms they need."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mwdesk.domain import translation
from mwdesk.domain.translation import ENGLISH, N_, Catalogue, _, _n, _p, install, reads_right_to_left
from mwdesk.domain.translation_file import entries, head, places, plural_rule, read_catalogue
from mwdesk.workflow import languages

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "resources" / "locale"
FILES = sorted(LOCALE.glob("*.po"))
HEAD = 'msgid ""\nmsgstr ""\n"Plural-Forms: {rule}\\n"\n\n'


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    install(ENGLISH)


# speaking


def test_english_is_the_text_itself() -> None:
    text = "Nothing is printed that you did not accept."
    assert _(text) is text and _p("paper", text) is text and N_(text) is text
    assert [_n("{count} visit", "{count} visits", n) for n in (0, 1, 2)] == [
        "{count} visits",
        "{count} visit",
        "{count} visits",
    ]
    assert not reads_right_to_left()


def test_another_language_is_spoken_and_left_again() -> None:
    po = HEAD.format(rule="nplurals=2; plural=(n != 1);") + (
        'msgid "Back"\nmsgstr "Atrás"\n\n'
        'msgctxt "paper"\nmsgid "Letter"\nmsgstr "Carta"\n\n'
        'msgid "{count} visit"\nmsgid_plural "{count} visits"\n'
        'msgstr[0] "una visita"\nmsgstr[1] "{count} visitas"\n'
    )
    install(read_catalogue(po, "es"))
    assert (_("Back"), _p("paper", "Letter"), _("Letter"), _("Next")) == ("Atrás", "Carta", "Letter", "Next")
    assert _n("{count} visit", "{count} visits", 1) == "una visita"
    assert _n("{count} visit", "{count} visits", 3).format(count=3) == "3 visitas"
    install(ENGLISH)
    assert _("Back") == "Back"


@pytest.mark.parametrize(
    ("rule", "counts"),
    [
        (  # Polish: one, few, many
            "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
            {1: 0, 2: 1, 4: 1, 5: 2, 12: 2, 22: 1, 0: 2},
        ),
        (  # Arabic: six
            "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
            "n%100>=11 ? 4 : 5);",
            {0: 0, 1: 1, 2: 2, 5: 3, 11: 4, 100: 5},
        ),
        ("nplurals=1; plural=0;", {0: 0, 1: 0, 7: 0}),  # Japanese: one for all
        ("nonsense", {0: 1, 1: 0, 2: 1}),  # cannot be read: as English
        ("nplurals=2; plural=__import__('os');", {1: 0, 2: 1}),  # is no rule, and nothing is run
    ],
)
def test_plural_forms_follow_the_rule_of_the_language(rule: str, counts: dict[int, int]) -> None:
    form = plural_rule(rule)[1]
    assert {n: form(n) for n in counts} == counts


def test_right_to_left_follows_the_language() -> None:
    install(Catalogue(language="ar"))
    assert reads_right_to_left()
    install(Catalogue(language="fa-IR"))
    assert reads_right_to_left()
    install(Catalogue(language="es"))
    assert not reads_right_to_left()


# reading files


@pytest.mark.parametrize(
    "entry",
    [
        'msgid "Open {title}"\nmsgstr "Abrir {titulo}"',  # another place
        'msgid "Open {title}"\nmsgstr "Abrir"',  # a lost one
        'msgid "Open"\nmsgstr "Abrir {title}"',  # one too many
        'msgid "Open {title}"\nmsgstr "Abrir {title"',  # a brace
        'msgid "Open {title}"\nmsgstr "Abrir {}"',  # no name
        'msgid "Open {title}"\nmsgstr "Abrir {title.__class__}"',  # a way into the program
        '#, fuzzy\nmsgid "Open {title}"\nmsgstr "Abrir {title}"',  # in doubt
        'msgid "Open {title}"\nmsgstr ""',  # not translated
        '#~ msgid "Open {title}"\n#~ msgstr "Abrir {title}"',  # crossed out
        'msgid "{n} a"\nmsgid_plural "{n} b"\nmsgstr[0] "{n} c"\nmsgstr[1] ""',  # half a plural
        'msgid "{n} a"\nmsgid_plural "{n} b"\nmsgstr[0] "{n} c"',  # a form too few
    ],
)
def test_a_text_that_does_not_fit_stays_english(entry: str) -> None:
    found = read_catalogue(HEAD.format(rule="nplurals=2; plural=(n != 1);") + entry + "\n", "es")
    assert not found.texts and not found.plurals


@given(st.dictionaries(st.text(min_size=1), st.text(min_size=1), max_size=8))
def test_whatever_babel_writes_is_read_back(texts: dict[str, str]) -> None:
    from io import BytesIO

    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    drawn = {
        k: v
        for k, v in texts.items()
        if not any(c in k + v for c in "{}\r\x00\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
    }
    made = Catalog(locale="es")
    for english, other in drawn.items():
        made.add(english, other)
    out = BytesIO()
    write_po(out, made)
    assert dict(read_catalogue(out.getvalue().decode("utf-8"), "es").texts) == drawn


@given(st.text())
def test_no_file_stops_the_program(text: str) -> None:
    read_catalogue(text, "xx")
    read_catalogue(f'msgid "a"\nmsgstr "{text}"', "xx")


def test_a_language_that_is_not_there_is_english(tmp_path: Path) -> None:
    assert languages.chosen(tmp_path) == "en"
    for code in ("xx", "../../etc/passwd", "", "es"):
        assert languages.read(code, tmp_path) is ENGLISH
    (tmp_path / "es.po").write_bytes(b"\xff\xfe broken")
    assert languages.read("es", tmp_path) is ENGLISH
    assert [language.code for language in languages.languages(tmp_path)] == ["en"]


def test_the_choice_is_kept_for_the_next_start(tmp_path: Path) -> None:
    home = tmp_path / "new"
    languages.choose("es", home)
    assert languages.chosen(home) == "es" and languages.speak(home) == "es"
    assert _("Back") == "Atrás" and translation.language() == "es"
    languages.choose("en", home)
    assert languages.speak(home) == "en" and _("Back") == "Back"


def test_a_choice_that_cannot_be_kept_is_told(tmp_path: Path) -> None:
    from mwdesk.domain.issue import DataError

    (tmp_path / "file").write_text("no folder")
    with pytest.raises(DataError, match="language could not be kept"):
        languages.choose("es", tmp_path / "file")


# the files that are shipped


def test_every_text_of_the_program_is_in_the_template() -> None:
    done = subprocess.run(
        [sys.executable, LOCALE / "update.py", "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"run python resources/locale/update.py\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_every_translation_has_the_places_and_forms_it_needs(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    told = head(text)
    number, form = plural_rule(told["Plural-Forms"])
    assert (
        told["Language"] == file.stem
        and told["X-Language-Name"]
        and told["X-Review"] in ("machine", "checked")
    )
    assert {form(n) for n in range(200)} == set(range(number))
    wrong = []
    for entry in entries(text):
        if not entry.english[0] or not entry.whole:
            continue
        forms = len(entry.translated) == (number if len(entry.english) > 1 else 1)
        edges = [
            t for t in entry.translated if t != t.strip() and entry.english[0] == entry.english[0].strip()
        ]
        if not entry.fits or not forms or edges:
            wrong.append(f"{entry.english} -> {entry.translated}")
    assert not wrong, "\n".join(wrong)


def test_spanish_speaks_nearly_everything() -> None:
    found = [e for e in entries((LOCALE / "es.po").read_text(encoding="utf-8")) if e.english[0]]
    assert len(found) > 1000 and sum(e.whole for e in found) / len(found) > 0.9


@pytest.mark.parametrize("file", [*FILES, LOCALE / "mwdesk.pot"], ids=lambda f: f.name)
def test_texts_are_whole_sentences_with_named_places(file: Path) -> None:
    wrong = []
    for entry in entries(file.read_text(encoding="utf-8")):
        for english in entry.english:
            named = places(english)
            if named is None or any(not name.isidentifier() or name.endswith("_") for name in named):
                wrong.append(f"places: {english}")
            if english != english.strip():
                wrong.append(f"a piece of a sentence, spaces at its edge: '{english}'")
    assert not wrong, "\n".join(wrong)


def test_nothing_but_a_text_is_handed_over() -> None:
    """A text with its values already in it is found in no catalogue, nor one that is a plural too."""
    wrong = []
    used: dict[str, set[str]] = {"_": set(), "_n": set()}
    for file in (ROOT / "mwdesk").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            if called and node.func.id in ("_", "_n", "_p", "N_"):
                if any(isinstance(arg, ast.JoinedStr | ast.BinOp) for arg in node.args[:2]):
                    wrong.append(f"{file.relative_to(ROOT)}:{node.lineno}")
                constant = isinstance(node.args[0], ast.Constant)
                if constant and node.func.id in used:
                    used[node.func.id].add(node.args[0].value)
                if node.func.id in ("_n", "_p", "N_") and not constant:
                    wrong.append(f"{file.relative_to(ROOT)}:{node.lineno}")
    assert not wrong, "\n".join(wrong)
    assert not used["_"] & used["_n"]

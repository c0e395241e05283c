"""Laboratory tables as laboratories write them: layout is worked out, values and days never guessed."""

from __future__ import annotations

import pytest

from mwdesk.domain.issue import DataError
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.interchange.labs_csv import read_lab_csv, read_number, read_range
from mwdesk.interchange.labs_dates import day_order, read_day
from mwdesk.interchange.labs_line import LabLine


def _lines(kb: KnowledgeBase, text: str, code: str = "utf-8") -> tuple[LabLine, ...]:
    return read_lab_csv(text.encode(code), kb, "labs.csv").lines


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Test,Result,Unit,Reference Range,Date\nCK,410,U/L,40-200,2026-11-03\n", "utf-8"),
        ("Test;Result;Unit;Reference Range;Date\nCK;410;U/L;40 - 200;03.11.2026\n", "utf-8-sig"),
        ("Test\tResult\tUnit\tRange\tDate\nCPK\t410 H\tIU/L\t40 to 200\t3-Nov-2026\n", "utf-16"),
        (
            "Hill lab;;;;\n\nAnalyse;Wert;Einheit;Referenzbereich;Datum\nCK;410;U/L;40–200;03.11.2026\n",
            "cp1252",
        ),
        (
            "Date,Parameter,Value,Units,Low,High\n2026-11-03 08:10,Creatine kinase (CK),410*,U/L,40,200\n",
            "utf-8",
        ),
        ("LOINC,Name,Result,Unit,Range,Date\n2157-6,something else,410,U/L,40-200,2026-11-03\n", "utf-8"),
    ],
)
def test_the_same_result_in_many_layouts(kb: KnowledgeBase, text: str, code: str) -> None:
    (line,) = _lines(kb, text, code)
    assert (line.analyte, line.text, line.low, line.high, line.day) == ("ck", "410", 40, 200, "2026-11-03")
    assert line.why == ""


def test_a_table_with_a_column_for_each_test(kb: KnowledgeBase) -> None:
    lines = _lines(kb, "Date,CK (U/L),Potassium,Comment\n2026-11-03,410,4.1,x\n2026-11-04,,4.0,y\n")
    assert [(n.analyte, n.text, n.unit, n.day) for n in lines] == [
        ("ck", "410", "U/L", "2026-11-03"),
        ("potassium", "4.1", "", "2026-11-03"),
        ("potassium", "4.0", "", "2026-11-04"),
    ]


def test_a_table_without_a_head(kb: KnowledgeBase) -> None:
    lines = _lines(kb, "CK,410,U/L\nPotassium,4.1,mmol/L\n")
    assert [(n.analyte, n.text, n.unit) for n in lines] == [
        ("ck", "410", "U/L"),
        ("potassium", "4.1", "mmol/L"),
    ]


def test_a_day_that_may_be_two_days_is_told_and_not_used(kb: KnowledgeBase) -> None:
    (line,) = _lines(kb, "Test,Result,Unit,Date\nCK,410,U/L,03/04/2026\n")
    assert line.day == ""
    assert "two different days" in line.doubt
    lines = _lines(kb, "Test,Result,Unit,Date\nCK,410,U/L,03/04/2026\nTSH,2,mIU/L,23/04/2026\n")
    assert [n.day for n in lines] == ["2026-04-03", "2026-04-23"]  # the second row tells the order


def test_days_as_they_are_written() -> None:
    assert read_day("2026-11-03T08:00:00", "") == ("2026-11-03", "")
    assert read_day("3.11.26", "") == ("2026-11-03", "")
    assert read_day("11/23/2026", day_order(["11/23/2026"])) == ("2026-11-23", "")
    assert read_day("31.02.2026", "day")[0] == ""
    assert read_day("yesterday", "")[1]


def test_whose_results_they_are(kb: KnowledgeBase) -> None:
    (line,) = _lines(kb, "Patient Name,DOB,MRN,Test,Result,Unit\nAsha Rao,01.03.1970,H 7,CK,410,U/L\n")
    assert (line.person.name, line.person.birth, line.person.ids) == ("Asha Rao", "1970-03-01", ("H 7",))
    (line,) = _lines(kb, "Patient Name,DOB,Test,Result,Unit\nAsha Rao,01.03.70,CK,410,U/L\n")
    assert line.person.birth == ""  # of which century?


def test_a_label_that_names_two_tests_matches_none(kb: KnowledgeBase) -> None:
    (line,) = _lines(kb, "Test,Result,Unit\nPotassium (Sodium),4.1,mmol/L\n")
    assert line.analyte == ""


def test_ranges_and_numbers() -> None:
    assert read_range("3,5 - 5,1") == ((3.5, 5.1), False)
    assert read_range("< 200") == ((None, 200.0), False)
    assert read_range("≥ 30 nmol/L") == ((30.0, None), False)
    assert read_range("negative") == ((None, None), False)
    assert read_range("1,000 - 2,000") == ((None, None), True)  # a thousand, or one?
    assert read_number("1,000") is None
    assert read_number("1,25") == 1.25


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"\x00\x01\x02,\x03", b"a,b\n1,2\n", b"Test,Result\n", b"x" * 6_000_000]
)
def test_what_is_no_table_of_results_is_refused_in_words(kb: KnowledgeBase, content: bytes) -> None:
    with pytest.raises(DataError) as told:
        read_lab_csv(content, kb, "labs.csv")
    assert told.value.issues[0].fix

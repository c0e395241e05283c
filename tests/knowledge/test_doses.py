"""Doses are found, levels and measures are not taken for doses."""

from __future__ import annotations

import pytest

from mwdesk.knowledge.doses import dose_in


@pytest.mark.parametrize(
    "text",
    [
        "aspirin 300 mg at once",
        "prednisolone 0.5-1 mg/kg daily",
        "levothyroxine 25 micrograms",
        "benzathine penicillin 2.4 MU once",
        "vitamin D 800 IU",
        "insulin 10 units/hour then 10 units insulin",
        "give 10% calcium gluconate slowly",
        "potassium 0.3 mmol/kg",
        "feed 10 kcal/kg/day",
        "3% saline by pump",
    ],
)
def test_a_dose_is_found(text: str) -> None:
    assert dose_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "glucose below 54 mg/dL",
        "potassium under 2.5 mmol/L",
        "FVC under 20 ml/kg or falling",
        "10 g monofilament",
        "aspirin (dose by local formulary)",
        "190 MG patients",
        "calcium 2.6, Mg low",
        "urine over 30 ml/h",
        "swallow 30 ml of water",
        "haemoglobin below 70 g/L",
        "0.9% saline",
    ],
)
def test_a_level_is_no_dose(text: str) -> None:
    assert dose_in(text) == ""

"""Code systems and units of FHIR R4: what our ids, units and analytes are called there.

Sources: hl7.org/fhir/R4, ucum.org, loinc.org, terminology.hl7.org. No code is made up: what has none goes out
as text beside our own id.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mwdesk.domain.knowledge import Analyte
from mwdesk.domain.units import find_unit, plain_unit

OWN = "urn:mwdesk:"
LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
HPO = "http://human-phenotype-ontology.org"
HPO_SYSTEMS = (HPO, "http://purl.obolibrary.org/obo/hp.owl")
_HL7 = "http://terminology.hl7.org/CodeSystem/"
ABSENT_REASON = f"{_HL7}data-absent-reason"
CATEGORY = f"{_HL7}observation-category"
CONDITION_STATE = f"{_HL7}condition-clinical"
CONDITION_SURE = f"{_HL7}condition-ver-status"
CONDITION_CATEGORY = f"{_HL7}condition-category"
ACT_CODE = f"{_HL7}v3-ActCode"
INTERPRETER = "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired"

# Our label of a unit -> its UCUM code. A label that means different things ("mm", "varies") has none.
UNITS: Mapping[str, str] = {
    "%": "%",
    "% (NGSP)": "%",
    "% predicted": "%",
    "/L": "/L",
    "/cumm": "/mm3",
    "/mm3": "/mm3",
    "/mcL": "/uL",
    "/uL": "/uL",
    "1": "1",
    "10^3/uL": "10*3/uL",
    "10^6/L": "10*6/L",
    "10^9/L": "10*9/L",
    "G/L": "10*9/L",
    "K/uL": "10*3/uL",
    "thousand/uL": "10*3/uL",
    "lakh/cumm": "10*5/mm3",
    "lakh/mm3": "10*5/mm3",
    "lakh/uL": "10*5/uL",
    "cells/cumm": "{cells}/mm3",
    "cells/mm3": "{cells}/mm3",
    "cells/mcL": "{cells}/uL",
    "cells/uL": "{cells}/uL",
    "IU/L": "[IU]/L",
    "U/L": "U/L",
    "mU/mL": "mU/mL",
    "mU/L": "mU/L",
    "uU/mL": "uU/mL",
    "mIU/L": "m[IU]/L",
    "mIU/mL": "m[IU]/mL",
    "uIU/mL": "u[IU]/mL",
    "ukat/L": "ukat/L",
    "cm/s": "cm/s",
    "m/s": "m/s",
    "s": "s",
    "sec": "s",
    "seconds": "s",
    "cmH2O": "cm[H2O]",
    "kPa": "kPa",
    "mmHg": "mm[Hg]",
    "torr": "mm[Hg]",
    "count": "{count}",
    "number": "{count}",
    "fL": "fL",
    "um3": "um3",
    "g%": "g/dL",
    "gm%": "g/dL",
    "gm/dL": "g/dL",
    "g/dL": "g/dL",
    "g/L": "g/L",
    "mg%": "mg/dL",
    "mg/100mL": "mg/dL",
    "mg/dL": "mg/dL",
    "mg/dL (BUN)": "mg/dL",
    "mg/dL (blood urea)": "mg/dL",
    "mg/L": "mg/L",
    "mg/g": "mg/g",
    "mg/g creatinine": "mg/g",
    "ug/dL": "ug/dL",
    "ug/L": "ug/L",
    "ug/mL": "ug/mL",
    "ng/dL": "ng/dL",
    "ng/L": "ng/L",
    "ng/mL": "ng/mL",
    "pg/mL": "pg/mL",
    "kg": "kg",
    "kgf": "kgf",
    "lb": "[lb_av]",
    "mL/kg": "mL/kg",
    "mL/min": "mL/min",
    "mL/min/1.73m2": "mL/min/{1.73_m2}",
    "mM": "mmol/L",
    "mmol/L": "mmol/L",
    "mmol/g": "mmol/g",
    "mmol/mmol": "mmol/mmol",
    "mmol/mol": "mmol/mol",
    "nmol/L": "nmol/L",
    "pmol/L": "pmol/L",
    "umol/L": "umol/L",
    "umol/mmol creatinine": "umol/mmol",
    "mEq/L": "meq/L",
    "mEq/g": "meq/g",
    "mm/h": "mm/h",
    "mm/hr": "mm/h",
    "mm/1h": "mm/h",
    "mm in 1st hour": "mm/h",
    "mm/1st hour": "mm/h",
    "pH": "[pH]",
    "ratio": "{ratio}",
    "titre": "{titer}",
    "1:x": "{titer}",
    "xULN": "{times_upper_limit}",
}
_BY_PLAIN = {plain_unit(label): code for label, code in UNITS.items()}
_ALSO = {"mL/min/{1.73_m2}": ("mL/min/1.73_m2", "mL/min/1.73.m2"), "{ratio}": ("{INR}", "1")}

# The property of the codes of analytes that are measured both by mass and by amount: a code must never stand
# beside a value in the other kind of unit.
_MASS = frozenset(
    {
        "17861-6",
        "19123-9",
        "2777-1",
        "2160-0",
        "3094-0",
        "1558-6",
        "2345-7",
        "2339-0",
        "41653-7",
        "3024-7",
        "3051-0",
        "1975-2",
        "2132-9",
        "2284-8",
        "62292-8",
        "2731-8",
        "2143-6",
        "2141-0",
        "2484-4",
        "2880-3",
        "2342-4",
        "5671-3",
        "718-7",
        "1988-5",
    }
)
_AMOUNT = frozenset(
    {
        "2823-3",
        "6298-4",
        "2951-2",
        "2947-0",
        "2075-0",
        "1963-8",
        "2028-9",
        "2000-8",
        "1995-0",
        "2601-3",
        "14879-1",
        "14682-9",
        "22664-7",
        "14771-0",
        "14749-6",
        "14920-3",
        "14928-6",
        "14631-6",
        "14685-2",
        "14732-2",
        "14866-8",
        "14675-3",
        "14674-6",
        "2524-7",
        "16362-6",
        "14744-7",
    }
)


def ucum(label: str) -> str:
    """The UCUM code of a unit as we write it, or ""."""
    return UNITS.get(label) or _BY_PLAIN.get(plain_unit(label), "") if label.strip() else ""


def unit_label(analyte: Analyte | None, code: str, label: str) -> str:
    """Our label for a unit of another program; its own words where we know none, or where two would do."""
    if analyte is None:
        return label or code
    for given in (label, code):
        unit = find_unit(analyte, given) if given else None
        if unit is not None:
            return unit.label
    alike = {code, *(ours for ours, theirs in _ALSO.items() if code in theirs)}
    found = [unit for unit in analyte.units if ucum(unit.label) in alike]
    same = {(unit.factor, unit.offset) for unit in found}
    return found[0].label if len(same) == 1 else label or code


def _kind(label: str) -> str:
    """ "mass", "amount" or "" of a unit, by its UCUM code."""
    code = ucum(label)
    if "mol" in code or "eq" in code:
        return "amount"
    return "mass" if code.split("/")[0] in ("g", "mg", "ug", "ng", "pg") and "/" in code else ""


def loinc_of(analyte: Analyte, label: str) -> str:
    """The LOINC code that is true of a value in this unit, or "" where the knowledge has none."""
    unit = find_unit(analyte, label)
    if unit is None or not analyte.loinc:
        return ""
    if "eq" in ucum(label) and unit.factor != 1.0:  # equivalents of a bivalent ion are another property
        return ""
    kinds = {_kind(u.label) for u in analyte.units} - {""}
    for code in analyte.loinc:
        told = "mass" if code in _MASS else "amount" if code in _AMOUNT else ""
        if told and told == _kind(label):
            return code
        if not told and len(kinds) < 2:
            return code
    return ""


def coding(system: str, code: str, display: str = "") -> dict[str, Any]:
    """One code of one system."""
    return {"system": system, "code": code, **({"display": display} if display else {})}

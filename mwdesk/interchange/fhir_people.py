"""The patient and the clinic as FHIR R4 resources."""

from __future__ import annotations

from mwdesk.domain.clinic import Clinic
from mwdesk.domain.encounter import Patient
from mwdesk.interchange.fhir_codes import INTERPRETER
from mwdesk.interchange.fhir_parts import Resource, clean, concept, extension, identifier

_PLACED = (
    "id",
    "name",
    "local_name",
    "birth_date",
    "age_years",
    "sex",
    "identifiers",
    "phone",
    "address",
    "language",
    "interpreter",
    "carer",
)


def own_texts() -> tuple[str, ...]:
    """Fields of a patient for which FHIR has no place: they travel as extensions of ours."""
    return tuple(name for name in Patient.__dataclass_fields__ if name not in _PLACED)


def patient_resource(patient: Patient) -> Resource:
    """Everything that is known of the patient; what was not asked is left out."""
    names = [{"use": "usual", "text": clean(patient.name)}] if patient.name.strip() else []
    if patient.local_name.strip():
        script = [extension("script", "Code", "local")]
        names.append({"extension": script, "text": clean(patient.local_name)})  # type: ignore[dict-item]
    extras = []
    if patient.age_years is not None:
        extras.append(extension("age-years", "Decimal", patient.age_years))
    for name in own_texts():
        if getattr(patient, name).strip():
            extras.append(extension(name.replace("_", "-"), "String", getattr(patient, name)))
    if patient.interpreter is not None:
        extras.append({"url": INTERPRETER, "valueBoolean": patient.interpreter})
    others = [{"value": clean(one)} for one in patient.identifiers if one.strip()]
    out: Resource = {
        "resourceType": "Patient",
        "extension": extras,
        "identifier": [identifier("patient", patient.id), *others],
        "name": names,
        "telecom": [{"system": "phone", "value": clean(patient.phone)}] if patient.phone.strip() else [],
        "gender": patient.sex if patient.sex in ("female", "male", "other") else None,
        "birthDate": patient.birth_date.isoformat() if patient.birth_date else None,
        "address": [{"text": clean(patient.address)}] if patient.address.strip() else [],
        "contact": _carer(patient),
        "communication": _language(patient),
    }
    return {key: value for key, value in out.items() if value not in (None, [])}


def _carer(patient: Patient) -> list[Resource]:
    if not patient.carer.strip():
        return []
    return [{"relationship": [{"text": "carer"}], "name": {"text": clean(patient.carer)}}]


def _language(patient: Patient) -> list[Resource]:
    if not patient.language.strip():
        return []
    return [{"language": concept(patient.language), "preferred": True}]


def organization_resource(clinic: Clinic) -> Resource | None:
    """The clinic; None where its name was never given."""
    if not clinic.name.strip():
        return None
    contact = [("phone", clinic.phone), ("email", clinic.email)]
    telecom = [{"system": kind, "value": clean(value)} for kind, value in contact if value.strip()]
    return {
        "resourceType": "Organization",
        "identifier": [identifier("clinic", clinic.name)],
        "name": clean(clinic.name),
        **({"telecom": telecom} if telecom else {}),
        **({"address": [{"text": clean(clinic.address)}]} if clinic.address.strip() else {}),
    }


def practitioner_resource(clinic: Clinic) -> Resource | None:
    """The clinician who signs; None where no name was given."""
    if not clinic.clinician.strip():
        return None
    own = identifier("clinician", f"{clinic.name}/{clinic.clinician}")
    registered = [{"value": clean(clinic.registration)}] if clinic.registration.strip() else []
    skills = [{"code": concept(word)} for word in (clinic.role, clinic.degree) if word.strip()]
    return {
        "resourceType": "Practitioner",
        "identifier": [own, *registered],
        "name": [{"text": clean(clinic.clinician)}],
        **({"qualification": skills} if skills else {}),
    }


def program_resource(version: str) -> Resource:
    """This program, where nobody else can be named as author."""
    return {
        "resourceType": "Device",
        "identifier": [identifier("program", f"mwdesk {version}")],
        "deviceName": [{"name": "mwdesk", "type": "user-friendly-name"}],
        "version": [{"value": version}],
    }

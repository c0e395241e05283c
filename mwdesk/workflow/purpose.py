"""What mwdesk is for and what it is not for, in the words that the screen and the command line show."""

from __future__ import annotations

from mwdesk.domain.translation import N_

IN_ONE_SENTENCE = N_(
    "For clinicians with a patient who is weak: mwdesk informs, the clinician decides. It is not for "
    "patients, not for doses, and no reason to delay urgent care."
)
ACT_NOW = N_(
    "If the patient looks ill, or breathing, swallowing, consciousness or bladder is failing, act now, "
    "whatever the screen says."
)
FOR = (
    N_("Recording history and examination of a person with true or felt weakness, adult or child."),
    N_("Seeing emergencies, placing the lesion, weighing causes, choosing tests in order, writing letters."),
    N_(
        "Doctors, clinical officers, nurses and physiotherapists trained in a basic neurological examination."
    ),
)
NOT_FOR = (
    N_("Diagnosing, ruling out disease or treating without a clinician's own judgement."),
    N_("Doses: none are given. Use the local formulary, by weight in children, and check pregnancy."),
    N_("Delaying resuscitation, glucose, antivenom, ventilation or transfer in order to fill in forms."),
    N_("Monitoring, newborn intensive care, anaesthesia."),
    N_("Decisions on benefits, insurance or court; it never shows that somebody pretends."),
    N_("Patients or the public on their own, nor triage by telephone."),
)
HOW_TO_READ = (
    N_("Warnings run apart from the ranking, and cannot see what nobody asked: what is unasked is listed."),
    N_("Most probabilities are expert estimates and say so. “Nothing fits” is an answer."),
    N_("A warning may be missing where signs are unusual, two diseases meet, or the disease is not listed."),
    N_("Assess again whenever the patient changes. Check the date of the knowledge."),
)

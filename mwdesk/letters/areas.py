"""The areas of history, examination and laboratory under which a letter lists what was told."""

from __future__ import annotations

AREAS = {
    "history.presentation": "Presentation",
    "history.tempo": "Onset and course",
    "history.distribution": "Where",
    "history.cranial": "Head and neck",
    "history.respiratory": "Breathing",
    "history.sensory": "Sensation",
    "history.autonomic": "Autonomic",
    "history.pain": "Pain",
    "history.general": "General",
    "history.exposure": "Exposures, medicines",
    "history.background": "Background",
    "exam.inspection": "Inspection",
    "exam.power": "Power and gait",
    "exam.tone": "Tone",
    "exam.reflexes": "Reflex signs",
    "exam.coordination": "Coordination",
    "exam.general": "General signs",
    "lab": "Laboratory, no value",
}

"""mwdesk: decision support for a clinician with a patient who is weak."""

__version__ = "0.1.0"

"""Case files in: GA4GH Phenopackets with mwdesk's own extra part."""

from mwdesk.interchange.casefile import CaseFile, read_case

__all__ = ["CaseFile", "read_case"]

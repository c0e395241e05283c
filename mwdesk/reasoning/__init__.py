"""Pure reasoning: findings in, assessment out. No files, no clock, no chance."""

from mwdesk.reasoning.assess import assess
from mwdesk.reasoning.interpret import interpret

__all__ = ["assess", "interpret"]

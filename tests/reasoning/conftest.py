from __future__ import annotations

import pytest
from hypothesis import settings

from mwdesk.domain.knowledge import KnowledgeBase
from tests.reasoning.small import knowledge

settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def small() -> KnowledgeBase:
    return knowledge()

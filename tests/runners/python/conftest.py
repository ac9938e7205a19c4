"""What is Python's alone."""

import pytest

from tests.runners.languages import PYTHON, Language


@pytest.fixture
def language() -> Language:
    return PYTHON

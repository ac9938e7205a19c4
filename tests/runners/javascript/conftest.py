"""What is JavaScript's alone."""

import pytest

from tests.runners.languages import JAVASCRIPT, Language


@pytest.fixture
def language() -> Language:
    return JAVASCRIPT

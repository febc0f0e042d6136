"""The plugin that keeps modules and tests out of searches for garbage."""

import gc
from typing import Final

SOME: Final = 100_000
"""Objects; the modules that are imported for one test are more."""


def test_modules_are_no_part_of_searches_for_garbage() -> None:
    """Searches go on, among what the tests make."""
    assert gc.isenabled()
    assert gc.get_freeze_count() > SOME

"""No search for garbage while tests are collected: nothing made then is garbage, and all of it would be looked through.

It stays out of later searches, too, which would go through every test and module again.
"""

import gc

import pytest

gc.disable()  # from here on modules are imported


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()

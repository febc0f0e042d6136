"""What the tests of deciding share."""

import pytest

from bot.usecases.everything import UseCases
from tests.handlers.context import Office


@pytest.fixture
def usecases(office: Office) -> UseCases:
    return office.assemble()

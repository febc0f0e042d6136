"""A provider that every program has let in."""

from collections.abc import AsyncIterator

import pytest

from tests.tools.sandbox.wechat.component.provider import Provider, provider_with


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    """Three accounts authorised it; one is an official account."""
    async with provider_with() as made:
        yield made

"""Workflow Builder's steps over Socket Mode, where Slack reaches no address."""

import pytest

from tests.e2e.person import Person
from tests.e2e.test_workflows import options, reach, result_of

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module")]


@pytest.fixture(scope="module")
def socket_mode() -> bool:
    return True


async def test_loss_at_a_version(alice: Person) -> None:
    (shop,) = await options(alice, "shop")
    done = await result_of(alice, await reach(alice, "loss_at_version", program=shop, version="3.8.5"))
    failed = await result_of(alice, await reach(alice, "loss_at_version", program=shop, version="three"))

    assert (done["status"], failed["status"]) == ("completed", "failed")
    assert done["outputs"]["sentence"].startswith("shop: 3.8.5 as the minimum cuts off")
    assert "three" in failed["error"]

"""The users of 30 days, from the local WeChat to the answer."""

import re
from datetime import datetime, timedelta

import pytest

from bot.domain.numbers.snapshot import WECHAT_ZONE
from tests.e2e.person import Person, eventually, everything_in
from tools.sandbox.wechat.state import PORTRAIT

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module")]
_ABOUT = re.compile(r"cuts off [\d.]+% of users, about [\d,]+ of [\d,]+ in 30 days\.")


def noon_after(moment: datetime) -> datetime:
    """Just past noon in China on the next day."""
    day = moment.astimezone(WECHAT_ZONE) + timedelta(days=1)
    return day.replace(hour=12, minute=0, second=5)


async def asked(person: Person) -> int:
    """How often WeChat was asked how many users there are."""
    requests = (await person.wechat.get("/sandbox/requests")).json()["requests"]
    return sum(each["path"] == PORTRAIT for each in requests)


async def test_people_in_the_answer(alice: Person) -> None:
    """While WeChat has not counted yet nothing is said; an hour later it has, and each program was asked once more."""
    await alice.fault("users_not_ready")
    before = await asked(alice)
    await alice.move_clock(noon_after(await alice.now()))

    async def both_asked() -> bool:
        return await asked(alice) >= before + 2

    await eventually(both_asked)
    answer = everything_in(await alice.ask("/baselib raise 3.8.5 shop"))
    assert "cuts off" in answer
    assert "in 30 days" not in answer

    await alice.no_faults()
    await alice.move_clock(await alice.now() + timedelta(hours=1, minutes=1))

    async def counted() -> bool:
        return bool(_ABOUT.search(everything_in(await alice.ask("/baselib raise 3.8.5 shop"))))

    await eventually(counted)

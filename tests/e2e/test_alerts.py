"""Alerts, from the command to the one message, over real sockets."""

from datetime import timedelta

import pytest

from bot.sandbox.wechat.config import demo_programs
from tests.e2e.person import Json, Person, action_ids, eventually, everything_in, table_of

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module")]

SHOP = next(program.appid for program in demo_programs() if program.alias == "shop")
DAY = timedelta(days=1)


def is_alert(message: Json) -> bool:
    """Whether a message is an alert that the whole channel sees."""
    return not message["ephemeral"] and "alert.mute" in action_ids(message)


async def alerts(person: Person) -> list[str]:
    """What every alert in the channel says."""
    return [message["text"] for message in await person.messages() if is_alert(message)]


async def next_day(person: Person) -> None:
    """The clock moves on by a day, and somebody looks at the numbers, which reads them anew."""
    await person.move_clock(await person.now() + DAY)
    await person.ask("/baselib report shop")


async def change_minimum(person: Person, minimum: str) -> None:
    """The merchant sets another minimum at WeChat."""
    answer = await person.wechat.post(f"/sandbox/programs/{SHOP}", json={"minimum": minimum})
    assert answer.is_success


async def test_a_changed_minimum_is_told_once(alice: Person) -> None:
    """One message on the day of the change, none on the days after it, and one for the next change."""
    done = await alice.ask("/baselib alert minimum changed shop")
    await next_day(alice)
    nothing_yet = await alerts(alice)
    await change_minimum(alice, "2.30.4")
    await next_day(alice)
    told = await alice.sees(is_alert)
    await next_day(alice)
    await next_day(alice)
    await change_minimum(alice, "2.25.4")
    await next_day(alice)
    await alice.sees(lambda message: is_alert(message) and "went down" in message["text"])

    assert done["ephemeral"]
    assert nothing_yet == []
    assert "2.25.4 to 2.30.4" in told["text"]
    assert told["metadata"]["event_type"] == "baselib_delivery"
    assert {"report.open", "alert.mute"} <= action_ids(told)
    assert [text.split(" from ")[1] for text in await alerts(alice)] == ["2.25.4 to 2.30.4.", "2.30.4 to 2.25.4."]


async def test_the_message_opens_the_breakdown(alice: Person) -> None:
    """For whoever presses."""
    told = await alice.sees(is_alert)
    await alice.press(told, "report.open")
    opened = await alice.sees(lambda message: message["ephemeral"] and "report.refresh" in action_ids(message))

    assert len(table_of(opened)) > 3


async def test_muted_in_the_message_and_unmuted_in_the_list(alice: Person) -> None:
    """A muted alert says nothing of a change; the list shows until when, and ends both."""
    await alice.press(await alice.sees(is_alert), "alert.mute")
    muted = await alice.sees(lambda message: message["ephemeral"] and action_ids(message) == {"alert.unmute"})
    before = await alerts(alice)
    await change_minimum(alice, "2.30.4")
    await next_day(alice)
    listed = await alice.ask("/baselib alerts")
    await alice.press(listed, "alert.unmute")
    await alice.sees(lambda message: message["ephemeral"] and "told again" in message["text"])
    await next_day(alice)
    await alice.press(listed, "alert.delete")

    async def gone() -> bool:
        return "no alerts" in everything_in(await alice.ask("/baselib alerts"))

    assert "muted until" in muted["text"]
    assert "minimum changed (shop)" in everything_in(listed)
    assert await eventually(gone)
    assert await alerts(alice) == before


async def test_a_roll_back_is_told(alice: Person) -> None:
    """Users leave the newest version again. On a day on which a newer one appears nothing can be seen of that."""
    await alice.ask("/baselib alert rollback shop")

    async def rolled_back() -> bool:
        await alice.no_faults()
        await next_day(alice)
        await alice.fault("rollback")
        await next_day(alice)
        rows = await alice.ask("/baselib alerts")
        return "is so now" in everything_in(rows)

    assert await eventually(rolled_back, within=30)
    told = await alice.sees(lambda message: is_alert(message) and "went back to older versions" in message["text"])

    assert told["text"].startswith("shop: ")


async def test_what_is_so_already_is_said_at_once(alice: Person) -> None:
    """In the answer, in the reader's language; a condition that is none is explained."""
    await alice.no_faults()
    await next_day(alice)
    await next_day(alice)
    done = await alice.ask("/baselib alert ｃｏｖｅｒａｇｅ 2.14.4 ≥ 50％ shop")
    wrong = await alice.ask("/baselib alert sales < 5")

    assert "so already" in everything_in(done)
    assert "nothing to be alerted of" in wrong["text"]

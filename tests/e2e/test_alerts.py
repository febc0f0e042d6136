"""Alerts, from the command to the one message, over real sockets."""

from datetime import timedelta

import pytest

from tests.e2e.person import Json, Person, action_ids, element_of, eventually, everything_in, table_of
from tools.sandbox.wechat.config import demo_programs

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module")]

SHOP = next(program.appid for program in demo_programs() if program.alias == "shop")
DAY = timedelta(days=1)


def is_alert(message: Json) -> bool:
    """Whether a message is an alert for the whole channel."""
    return not message["ephemeral"] and "alert.mute" in action_ids(message)


async def alerts(person: Person) -> list[str]:
    return [message["text"] for message in await person.messages() if is_alert(message)]


async def next_day(person: Person) -> None:
    """The clock moves on by a day, and a person's look reads the numbers."""
    await person.move_clock(await person.now() + DAY)
    await person.ask("/baselib report shop")


async def change_minimum(person: Person, minimum: str) -> None:
    answer = await person.wechat.post(f"/sandbox/programs/{SHOP}", json={"minimum": minimum})
    assert answer.is_success


async def test_a_changed_minimum_is_reported_once(alice: Person) -> None:
    done = await alice.ask("/baselib alert minimum changed shop")
    await next_day(alice)
    await change_minimum(alice, "2.30.4")
    await next_day(alice)
    received = await alice.sees(is_alert)
    await next_day(alice)
    await next_day(alice)
    await change_minimum(alice, "2.25.4")
    await next_day(alice)
    await alice.sees(lambda message: is_alert(message) and "minimum lowered" in message["text"])

    assert done["ephemeral"]
    assert "2.25.4 → 2.30.4" in received["text"]
    assert received["metadata"]["event_type"] == "baselib_delivery"
    assert {"report.open", "alert.mute"} <= action_ids(received)
    assert [text.split(" ")[3:6] for text in await alerts(alice)] == [
        ["2.25.4", "→", "2.30.4:"],
        ["2.30.4", "→", "2.25.4:"],
    ]


async def test_the_message_opens_the_breakdown(alice: Person) -> None:
    message = await alice.sees(is_alert)
    opened = await alice.press_and_see(message, "report.open")

    assert opened["ephemeral"]
    assert "report.more" in action_ids(opened)
    assert len(table_of(opened)) > 3


async def test_muted_in_the_message_and_unmuted_in_the_list(alice: Person) -> None:
    """Only the unmuted alert reports a change; the list shows until when, and ends both."""
    known, before = await alice.known(), await alerts(alice)
    muted = await alice.press_and_see(await alice.sees(is_alert), "alert.mute")
    await change_minimum(alice, "2.30.4")
    await next_day(alice)
    listed = await alice.ask("/baselib alerts")
    unmuted = await alice.press_and_see(listed, "alert.unmute")
    await change_minimum(alice, "2.20.3")
    await next_day(alice)
    message = await alice.sees(is_alert, besides=known)
    await alice.press_and_see(listed, "alert.delete")
    gone = await alice.ask("/baselib alerts")

    assert action_ids(muted) == {"alert.unmute"}
    assert "muted until" in muted["text"]
    assert "the minimum base library changes · shop" in everything_in(listed)
    assert "is on again" in unmuted["text"]
    assert "2.30.4 → 2.20.3" in message["text"]
    assert "no alerts" in everything_in(gone)
    assert await alerts(alice) == [*before, message["text"]]


async def test_a_roll_back_is_reported(alice: Person) -> None:
    """Users leave the newest version, on a day without a newer one, which would hide it."""
    await alice.ask("/baselib alert withdrawal shop")

    async def withdrawn() -> bool:
        await alice.no_faults()
        await next_day(alice)
        await alice.fault("rollback")
        await next_day(alice)
        rows = await alice.ask("/baselib alerts")
        return "Triggered" in everything_in(rows)

    assert await eventually(withdrawn)
    received = await alice.sees(lambda message: is_alert(message) and "Withdrawal: coverage of" in message["text"])

    assert received["text"].startswith("shop: ")


async def test_what_is_so_already_is_in_the_answer(alice: Person) -> None:
    await alice.no_faults()
    await next_day(alice)
    await next_day(alice)
    done = await alice.ask("/baselib alert ｃｏｖｅｒａｇｅ 2.14.4 ≥ 50％ shop")
    wrong = await alice.ask("/baselib alert sales < 5")

    assert "Already true" in everything_in(done)
    assert "is not a condition" in wrong["text"]


async def test_changed_in_the_form(alice: Person) -> None:
    """The alert gets another condition on every program; without a program the form stays open."""
    listed = await alice.ask("/baselib alerts")
    form = await alice.press_and_open(listed, "alert.change")
    (fleet,) = await alice.search(form, "alert-about", "every mini")

    def filled(about: Json | None) -> Json:
        what = {"type": "static_select", "selected_option": {"value": "safe"}}
        about_what = {"type": "external_select", "selected_option": about}
        return {"alert-what": {"alert.form": what}, "alert-about": {"alert.form": about_what}}

    refused = await alice.submit(form, filled(None))
    known = await alice.known()
    accepted = await alice.submit(form, filled(fleet))
    changed = await alice.sees(lambda message: "is saved" in message["text"], besides=known)
    relisted = await alice.ask("/baselib alerts")

    assert element_of(form, "alert-what")["initial_option"]["value"] == "rollback"
    assert element_of(form, "alert-about")["initial_option"]["value"] == SHOP
    assert list(refused["errors"]) == ["alert-about"]
    assert accepted["ok"], accepted
    assert changed["ephemeral"]
    assert "1. the highest minimum that keeps 99% of users rises · every Mini Program" in everything_in(relisted)

"""The weekly digest, from the command to the message."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.e2e.person import Json, Person, action_ids, element_of, eventually, everything_in, table_of
from tools.sandbox.launch import Running

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module")]

SHANGHAI = ZoneInfo("Asia/Shanghai")


def next_monday(after: datetime, hour: int = 9) -> datetime:
    """The next Monday at that hour in Shanghai, a day away or more."""
    day = after.astimezone(SHANGHAI).date() + timedelta(days=2)
    day += timedelta(days=(0 - day.weekday()) % 7)
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI).astimezone(UTC)


async def monday_comes(person: Person) -> None:
    """Move the clock just past nine on the next Monday in Shanghai."""
    await person.move_clock(next_monday(await person.now()) + timedelta(seconds=1))


async def digests(person: Person) -> list[str]:
    """The ts of every digest posted into the channel."""
    return [message["ts"] for message in await person.messages() if is_digest(message)]


def is_digest(message: Json) -> bool:
    """Whether a message is a digest for the whole channel."""
    return not message["ephemeral"] and "digest.change" in action_ids(message)


async def one_elsewhere(person: Person) -> None:
    """Wait for another channel's digest: by then the bot has looked at what is due."""
    elsewhere = await person.elsewhere()
    due = (await person.now()).astimezone(SHANGHAI).replace(second=0, microsecond=0) + timedelta(minutes=2)
    await elsewhere.ask(f"/baselib digest daily {due:%H:%M} Asia/Shanghai")
    await person.move_clock(due)
    await elsewhere.sees(is_digest)
    await elsewhere.ask("/baselib digest off")


async def test_from_subscription_to_digest(alice: Person) -> None:
    ordered = await alice.ask("/baselib digest mon 09:00 Asia/Shanghai")
    monday = next_monday(await alice.now())
    await alice.move_clock(monday - timedelta(minutes=5))
    await one_elsewhere(alice)
    nothing_yet = await digests(alice)
    await alice.move_clock(monday + timedelta(seconds=30))
    digest = await alice.sees(is_digest)
    await eventually(lambda: sent(alice))
    await one_elsewhere(alice)

    assert "09:00" in everything_in(ordered)
    assert not nothing_yet
    assert "data_visualization" not in {block["type"] for block in digest["blocks"]}
    assert "cut off" in everything_in(digest)
    assert digest["metadata"]["event_type"] == "baselib_delivery"
    assert action_ids(digest) == {"report.open", "digest.change"}
    assert await digests(alice) == [digest["ts"]]


async def sent(person: Person) -> bool:
    """Whether the status says that the last digest was sent."""
    return "Sent." in everything_in(await person.ask("/baselib digest"))


async def test_open_full_breakdown(alice: Person) -> None:
    digest = await alice.sees(is_digest)
    opened = await alice.press_and_see(digest, "report.open")

    assert opened["ephemeral"]
    assert "report.more" in action_ids(opened)
    assert len(table_of(opened)) > 3


async def test_send_now_leaves_the_schedule(alice: Person) -> None:
    await alice.move_clock(await alice.now() + timedelta(hours=1))
    before = await digests(alice)
    shown = await alice.ask("/baselib digest")
    presses = [await alice.press(shown, "digest.send_now") for _ in range(2)]
    answers = [everything_in(await alice.answer_to(press)) for press in presses]
    status = await alice.ask("/baselib digest")

    assert len(await digests(alice)) == len(before) + 1
    assert sorted("was just sent" in answer for answer in answers) == [False, True]
    assert "09:00" in everything_in(status)


async def test_change_in_the_modal(alice: Person) -> None:
    """A zone's Chinese name finds it; next runs follow the form; the change is shown and recorded."""
    modal = await alice.press_and_open(await alice.ask("/baselib digest"), "digest.change")
    found = await alice.search(modal, "zone", "柏林")
    await alice.change(modal, "zone", selected_option=found[0])
    days = element_of(modal, "weekday")["options"]
    await alice.change(modal, "weekday", selected_options=[days[1], days[3]])
    moved = await eventually(lambda: shown_runs(alice, "Tue", "Thu"))
    refused = await alice.submit(moved, {"weekday": {"digest.form": {"type": "checkboxes", "selected_options": []}}})
    known = await alice.known()
    accepted = await alice.submit(
        moved, {"weekday": {"digest.form": {"type": "checkboxes", "selected_options": [days[1], days[3]]}}}
    )
    changed = await alice.sees(lambda message: "every Tuesday and Thursday" in everything_in(message), besides=known)
    history = await alice.ask("/baselib digest history")

    assert found[0]["value"] == "Europe/Berlin"
    assert "weekday" in refused["errors"]
    assert accepted["ok"], accepted
    assert changed["ephemeral"]
    assert "tue,thu 09:00 Europe/Berlin" in everything_in(history)
    assert "Sent." in everything_in(history)
    await alice.ask("/baselib digest mon 09:00 Asia/Shanghai")


async def shown_runs(person: Person, *words: str) -> Json | None:
    """The modal, once its next runs hold these words."""
    modal = await person.modal()
    assert modal is not None
    text = everything_in({"text": "", "blocks": [block for block in modal["blocks"] if block["block_id"] == "preview"]})
    return modal if all(word in text for word in words) and text.count("• ") == 3 else None


async def test_pause_and_test_from_the_menu(alice: Person) -> None:
    """A test is for one person; a pause has a date, and Resume ends it."""
    status = await alice.ask("/baselib digest")
    before = await digests(alice)
    tried = await alice.press_and_see(status, "digest.more", choose="Send me a test")
    modal = await alice.press_and_open(status, "digest.more", choose="Pause")
    until = (await alice.now() + timedelta(days=30)).date().isoformat()
    known = await alice.known()
    submitted = await alice.submit(modal, {"until": {"until": {"type": "datepicker", "selected_date": until}}})
    paused = await alice.sees(lambda message: "is paused" in everything_in(message), besides=known)
    resumed = await alice.press_and_see(paused, "digest.more", choose="Resume")
    await one_elsewhere(alice)

    assert tried["ephemeral"]
    assert "report.open" in action_ids(tried)
    assert "can be raised: shop to 3.5.5" in everything_in(tried)
    assert submitted["ok"], submitted
    assert "is on again" in everything_in(resumed)
    assert await digests(alice) == before


async def test_missed_for_three_weeks(alice: Person) -> None:
    before = await digests(alice)
    await alice.move_clock(next_monday(await alice.now()) + timedelta(days=14 + 2))

    async def missed() -> bool:
        return "came back too late" in everything_in(await alice.ask("/baselib digest"))

    await eventually(missed)

    assert await digests(alice) == before


async def test_archived_channel_pauses_and_says_why(alice: Person) -> None:
    await alice.ask("/baselib digest mon 09:00 Asia/Shanghai")
    await alice.fault("is_archived", target="slack", where="chat.postMessage")
    await alice.move_clock(next_monday(await alice.now()) + timedelta(seconds=5))

    async def paused() -> bool:
        return "is_archived" in everything_in(await alice.ask("/baselib digest"))

    assert await eventually(paused)


async def test_off(alice: Person) -> None:
    await alice.no_faults()
    await alice.ask("/baselib digest mon 09:00 Asia/Shanghai")
    await alice.ask("/baselib digest off")
    gone = await alice.ask("/baselib digest")

    assert "/baselib digest" in everything_in(gone)
    assert "digest.off" not in action_ids(gone)


async def test_order_survives_a_restart(alice: Person, running: Running) -> None:
    """A stopped bot ends within ten seconds with status 0, and a new one knows the order."""
    await alice.ask("/baselib digest tue 10:30 Asia/Shanghai")
    bot = running.processes["bot"]
    bot.terminate()
    status = await bot.wait()
    await running.start_bot()
    known = await alice.ask("/baselib digest")

    assert status == 0
    assert "10:30" in everything_in(known)

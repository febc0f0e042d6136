"""Locales, zones and ranks: cached for minutes, never blocking, and fresh for governing."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.errors import RoleUnknown, SlackRefused
from bot.ports.slack import Person
from bot.slack.people import SlackPeople
from tests.patience import PATIENCE
from tests.slack.server import Server, answer, client_of, refused, session, torn

DAY = 24 * 3600.0
MINUTES = 300.0


def profile(user_id: str = "U1", *, locale: object = "zh-CN", zone: object = "Asia/Shanghai") -> bytes:
    return answer({"ok": True, "user": {"id": user_id, "locale": locale, "tz": zone}})


def office(**marks: object) -> bytes:
    return answer({"ok": True, "user": {"id": "U1", "locale": "zh-CN", "tz": "Asia/Shanghai", **marks}})


class Directory:
    def __init__(self, people: SlackPeople) -> None:
        self.people = people
        self.now = 0.0


@pytest.fixture
async def directory(slack: Server) -> AsyncIterator[Directory]:
    slack.say(profile())
    async with session() as shared:
        made = Directory(SlackPeople(client_of(slack.url, shared)))
        made.people = SlackPeople(client_of(slack.url, shared), monotonic=lambda: made.now, keep_most=2)
        yield made


async def test_asked_once(slack: Server, directory: Directory) -> None:
    assert directory.people.known("T1", "U1") is None

    first = await directory.people.get("T1", "U1")

    assert first == Person("U1", "zh-CN", "Asia/Shanghai")
    assert await directory.people.get("T1", "U1") == directory.people.known("T1", "U1") == first
    assert [call.method for call in slack.calls] == ["users.info"]
    assert slack.calls[0].sent == {"user": "U1", "include_locale": "1"}


async def test_kept_for_five_minutes(slack: Server, directory: Directory) -> None:
    slack.say(office(is_admin=True), office(is_admin=False, deleted=True))
    await directory.people.get("T1", "U1")
    directory.now = MINUTES - 1
    before = await directory.people.get("T1", "U1")
    directory.now = MINUTES
    known, after = directory.people.known("T1", "U1"), await directory.people.get("T1", "U1")

    assert before.is_admin
    assert known
    assert not known.is_admin
    assert (after.is_admin, after.gone) == (False, True)
    assert len(slack.calls) == 2


async def test_what_is_known_while_slack_is_away(slack: Server, directory: Directory) -> None:
    slack.say(office(is_admin=True, is_restricted=True), refused("internal_error"))
    await directory.people.get("T1", "U1")
    directory.now = DAY - 1
    later = await directory.people.get("T1", "U1")
    directory.now = DAY

    assert later == Person("U1", "zh-CN", "Asia/Shanghai", is_guest=True)
    assert directory.people.known("T1", "U1") is None
    assert await directory.people.get("T1", "U1") == Person("U1", "", "")


async def test_asked_anew(slack: Server, directory: Directory) -> None:
    slack.say(office(is_admin=True), office(is_admin=False))
    before = await directory.people.get("T1", "U1")
    current = await directory.people.current("T1", "U1")

    assert (before.is_admin, current.is_admin) == (True, False)
    assert await directory.people.get("T1", "U1") == current


@pytest.mark.parametrize(
    "reply", [refused("internal_error"), refused("ratelimited"), torn(profile()), answer("<html>")]
)
async def test_asked_anew_in_vain(slack: Server, directory: Directory, reply: bytes) -> None:
    slack.say(profile(), reply)
    await directory.people.get("T1", "U1")

    with pytest.raises(RoleUnknown):
        await directory.people.current("T1", "U1")


async def test_a_scope_is_missing(slack: Server, directory: Directory) -> None:
    slack.say(refused("missing_scope", needed="users:read"))

    with pytest.raises(SlackRefused, match="users:read"):
        await directory.people.current("T1", "U1")


async def test_slow_slack_decides_nothing(slack: Server) -> None:
    slack.say(None)
    async with session() as shared:
        people = SlackPeople(client_of(slack.url, shared), patience=0.05)
        with pytest.raises(RoleUnknown):
            await people.current("T1", "U1")
        slack.over.set()


async def test_slack_asks_to_wait(slack: Server, directory: Directory) -> None:
    limited = answer({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "30"})
    slack.say(limited, profile())
    await directory.people.get("T1", "U1")
    directory.now = 29
    waiting = [await directory.people.get("T1", "U1"), await directory.people.get("T1", "U2")]
    with pytest.raises(RoleUnknown):
        await directory.people.current("T1", "U1")
    calls = len(slack.calls)
    directory.now = 30
    after = await directory.people.current("T1", "U1")

    assert waiting == [Person("U1", "", ""), Person("U2", "", "")]
    assert (calls, len(slack.calls)) == (1, 2)
    assert after.locale == "zh-CN"


async def test_forgotten(slack: Server, directory: Directory) -> None:
    await directory.people.get("T1", "U1")
    directory.people.forget("T1", "U1")
    directory.people.forget("T1", "U9")
    slack.say(profile(locale="en-US"))

    assert (await directory.people.get("T1", "U1")).locale == "en-US"


async def test_one_call_for_many_questions(slack: Server, directory: Directory) -> None:
    people = await asyncio.gather(*(directory.people.get("T1", "U1") for _ in range(50)))

    assert set(people) == {Person("U1", "zh-CN", "Asia/Shanghai")}
    assert len(slack.calls) == 1


async def test_workspaces_are_apart(slack: Server, directory: Directory) -> None:
    await directory.people.get("T1", "U1")

    assert directory.people.known("T2", "U1") is None
    await directory.people.get("T2", "U1")
    assert len(slack.calls) == 2


async def test_memory_is_bounded(directory: Directory) -> None:
    for user in ("U1", "U2", "U3"):
        await directory.people.get("T1", user)

    assert directory.people.known("T1", "U1") is None
    assert directory.people.known("T1", "U2")
    assert directory.people.known("T1", "U3")


@pytest.mark.parametrize(
    "reply",
    [
        refused("missing_scope"),
        answer("Bad gateway", status=502, kind="text/plain"),
        answer("hello", kind="text/plain"),
        answer({"ok": True}),
        answer({"ok": True, "user": None}),
        answer({"ok": True, "user": []}),
        office(profile="Alice"),
        torn(profile()),
    ],
)
async def test_slack_does_not_say(slack: Server, directory: Directory, reply: bytes) -> None:
    slack.say(reply, profile())

    assert await directory.people.get("T1", "U1") == Person("U1", "", "")
    assert (await directory.people.get("T1", "U1")).locale == "zh-CN"


@pytest.mark.parametrize(("locale", "zone"), [(None, None), ("", ""), ("zh-CN", "Mars/Olympus"), (7, 7)])
async def test_odd_profiles(slack: Server, directory: Directory, locale: object, zone: object) -> None:
    """A zone unknown to this system counts as none, or times could not be shown."""
    slack.say(profile(locale=locale, zone=zone))
    person = await directory.people.get("T1", "U1")

    assert person.zone == ""
    assert isinstance(person.locale, str)


async def test_slow_slack_is_not_waited_for(slack: Server) -> None:
    slack.say(None)
    async with session() as shared:
        people = SlackPeople(client_of(slack.url, shared), patience=0.05)

        assert await people.get("T1", "U1") == Person("U1", "", "")
        assert await people.get("T1", "U1") == Person("U1", "", "")
        async with asyncio.timeout(PATIENCE):
            await slack.called.wait()
        assert len(slack.calls) == 1
        slack.over.set()


async def test_a_person_who_was_never_there(slack: Server, directory: Directory) -> None:
    slack.say(refused("user_not_found"))

    assert (await directory.people.get("T1", "U1")).gone


async def test_a_person_who_was_deactivated(slack: Server, directory: Directory) -> None:
    slack.say(answer({"ok": True, "user": {"locale": "zh-CN", "tz": "Asia/Shanghai", "deleted": True}}))

    assert await directory.people.get("T1", "U1") == Person("U1", "zh-CN", "Asia/Shanghai", gone=True)


def members(*people: dict[str, object], cursor: str = "") -> bytes:
    return answer({"ok": True, "members": list(people), "response_metadata": {"next_cursor": cursor}})


@pytest.mark.parametrize(
    ("people", "chosen"),
    [
        ([{"id": "U1"}, {"id": "U2", "is_admin": True}, {"id": "U3", "is_admin": True}], "U2"),
        ([{"id": "U1", "is_admin": True}, {"id": "U2", "is_admin": True, "is_owner": True}], "U2"),
        ([{"id": "U1", "is_owner": True}, {"id": "U2", "is_owner": True, "is_primary_owner": True}], "U2"),
        ([{"id": "U1", "is_admin": True, "deleted": True}, {"id": "U2", "is_admin": True, "is_bot": True}], None),
    ],
)
async def test_who_looks_after_the_workspace(
    slack: Server, directory: Directory, people: list[dict[str, object]], chosen: str | None
) -> None:
    slack.say(members(*people))

    assert await directory.people.admin("T1") == chosen


async def test_the_primary_owner_may_stand_on_a_later_page(slack: Server, directory: Directory) -> None:
    slack.say(members({"id": "U1", "is_admin": True}, cursor="next"), members({"id": "U2", "is_primary_owner": True}))

    assert await directory.people.admin("T1") == "U2"
    assert [call.sent.get("cursor") for call in slack.calls] == [None, "next"]


async def test_admins_that_slack_does_not_name(slack: Server, directory: Directory) -> None:
    slack.say(refused("missing_scope", needed="users:read"))

    assert await directory.people.admin("T1") is None


@pytest.mark.parametrize(
    ("user", "is_admin", "name"),
    [
        ({"is_admin": True, "profile": {"display_name": "Ali"}, "real_name": "Alice"}, True, "Ali"),
        ({"is_owner": True, "profile": {"display_name": ""}, "real_name": "Alice"}, True, "Alice"),
        ({"is_admin": False, "name": "alice"}, False, "alice"),
        ({}, False, ""),
    ],
)
async def test_office_and_name(
    slack: Server, directory: Directory, user: dict[str, object], is_admin: bool, name: str  # noqa: FBT001
) -> None:  # fmt: skip
    slack.say(answer({"ok": True, "user": {"id": "U1", **user}}))
    person = await directory.people.get("T1", "U1")

    assert (person.is_admin, person.name) == (is_admin, name)


@pytest.mark.parametrize(
    ("user", "is_outsider"),
    [
        ({}, False),
        ({"team_id": "T1"}, False),
        ({"team_id": "T2"}, True),
        ({"team_id": "T2", "is_admin": True}, True),
        ({"team_id": "T2", "enterprise_user": {"teams": ["T1", "T2"]}}, False),
        ({"team_id": "E2", "enterprise_user": {"teams": ["T2"]}}, True),
    ],
)
async def test_people_of_shared_channels(
    slack: Server, directory: Directory, user: dict[str, object], is_outsider: bool  # noqa: FBT001
) -> None:  # fmt: skip
    slack.say(answer({"ok": True, "user": {"id": "U1", **user}}))
    person = await directory.people.get("T1", "U1")

    assert (person.is_outsider, person.is_admin) == (is_outsider, False)


@pytest.mark.parametrize("mark", ["is_restricted", "is_ultra_restricted"])
async def test_guests(slack: Server, directory: Directory, mark: str) -> None:
    slack.say(answer({"ok": True, "user": {"id": "U1", mark: True}}))

    assert (await directory.people.get("T1", "U1")).is_guest

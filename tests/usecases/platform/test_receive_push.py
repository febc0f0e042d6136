"""Pushes are kept before they are acknowledged, and handled once however often they come."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.platform import (
    AuthorisedPush,
    Invitation,
    Origin,
    OtherPush,
    Push,
    TicketPush,
    UnauthorisedPush,
)
from bot.errors import PushRefused, ShuttingDown, StorageUnavailable, TooBusy
from bot.ports.platform import Pending, Ticket
from bot.usecases.platform.handle_news import ReceivePush
from tests.fakes.programs import FakeAuthorisations, FakePushes, FakeRecordStatus, FakeTickets

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
APPID = "wxf8b4f85f3a794e77"
ORIGIN = Origin("T1", "C1", "U1")
AUTHORISED = AuthorisedPush(APPID, "a-code", NOW + timedelta(minutes=10), "an-invitation", NOW)
UNAUTHORISED = UnauthorisedPush(APPID, NOW)


class Reader:
    def __init__(self) -> None:
        self.push: Push | None = None

    def read(self, _query: Mapping[str, str], _body: bytes) -> Push:
        if self.push is None:
            raise PushRefused
        return self.push


class FailingPushes(FakePushes):
    """A database that goes away before a push is noted."""

    def __init__(self) -> None:
        super().__init__()
        self.failures = 0

    async def is_new(self, key: str, *, now: datetime) -> bool:
        if self.failures:
            self.failures -= 1
            raise StorageUnavailable(reason="locked")
        return await super().is_new(key, now=now)


@dataclass
class Post:
    """Everything around the use case, and what it did."""

    reader: Reader = field(default_factory=Reader)
    pushes: FailingPushes = field(default_factory=FailingPushes)
    tickets: FakeTickets = field(default_factory=FakeTickets)
    authorisations: FakeAuthorisations = field(default_factory=FakeAuthorisations)
    note: FakeRecordStatus = field(default_factory=FakeRecordStatus)
    started: list[Pending] = field(default_factory=list)
    busy: Exception | None = None
    begun_again: int = 0

    @property
    def taken_back(self) -> list[str]:
        return [appid for _, appid in self.note.noted]

    async def brings(self, push: Push | None, *, now: datetime = NOW) -> None:
        self.reader.push = push
        receive = ReceivePush(
            self.reader, self.pushes, self.tickets, self.authorisations, self.note, self._start, self._begin_again
        )
        await receive({}, b"", now=now)

    def _begin_again(self) -> None:
        self.begun_again += 1

    def _start(self, pending: Pending) -> None:
        if self.busy:
            raise self.busy
        self.started.append(pending)


@pytest.fixture
async def post() -> Post:
    post = Post()
    await post.authorisations.invited(Invitation("an-invitation", NOW + timedelta(minutes=20)), ORIGIN)
    return post


async def test_tickets(post: Post) -> None:
    new, old = TicketPush("new", NOW), TicketPush("old", NOW - timedelta(minutes=10))
    for push in (old, new, old, new):
        await post.brings(push, now=NOW + timedelta(hours=1))

    assert await post.tickets.latest() == Ticket("new", NOW)


async def test_what_waited_for_a_ticket_goes_on(post: Post) -> None:
    for hours in (0, 0.5, 12, 24, 24.5, 25):
        sent_at = NOW + timedelta(hours=hours)
        await post.brings(TicketPush(f"after {hours} hours", sent_at), now=sent_at)

    assert post.begun_again == 2


@pytest.mark.parametrize("updated", [False, True])
async def test_an_authorisation(post: Post, updated: bool) -> None:  # noqa: FBT001  # what pytest passes
    push = AuthorisedPush(APPID, "a-code", NOW + timedelta(minutes=10), "an-invitation", NOW, updated)
    await post.brings(push)

    [pending] = await post.authorisations.unfinished()
    assert (pending.code, pending.appid, pending.origin) == ("a-code", APPID, ORIGIN)
    assert (pending.expires_at, pending.received_at) == (NOW + timedelta(minutes=10), NOW)
    assert post.started == [pending]


@pytest.mark.parametrize("invitation", ["", "of another person"])
async def test_an_unrequested_authorisation(post: Post, invitation: str) -> None:
    await post.brings(AuthorisedPush(APPID, "a-code", NOW, invitation, NOW))

    assert [pending.origin for pending in post.started] == [Origin()]


async def test_an_authorisation_that_comes_again(post: Post) -> None:
    for days in (0, 0, 1, 5, 6, 7, 400):
        await post.brings(AUTHORISED, now=NOW + timedelta(days=days))

    assert len(post.started) == 1
    assert len(await post.authorisations.unfinished()) == 1


async def test_passed_on_late(post: Post) -> None:
    await post.brings(TicketPush("a-ticket", NOW), now=NOW + timedelta(hours=3))
    await post.brings(AUTHORISED, now=NOW + timedelta(hours=3))
    await post.brings(UNAUTHORISED, now=NOW + timedelta(hours=3))

    assert await post.tickets.latest() == Ticket("a-ticket", NOW)
    assert [pending.appid for pending in post.started] == [APPID]
    assert post.taken_back == [APPID]


async def test_after_the_redirect(post: Post) -> None:
    await post.authorisations.receive("a-code", appid="", origin=ORIGIN, expires_at=NOW, now=NOW)
    await post.brings(AuthorisedPush(APPID, "a-code", NOW, "", NOW))

    assert [(pending.appid, pending.origin) for pending in post.started] == [(APPID, ORIGIN)]
    assert len(await post.authorisations.unfinished()) == 1


async def test_two_authorisations(post: Post) -> None:
    later = NOW + timedelta(seconds=1)
    await post.brings(AUTHORISED)
    await post.brings(AuthorisedPush(APPID, "b-code", NOW, "", NOW, updated=True))
    await post.brings(AuthorisedPush(APPID, "c-code", NOW, "", later))

    assert [pending.code for pending in post.started] == ["a-code", "b-code", "c-code"]


@pytest.mark.parametrize("busy", [TooBusy(), ShuttingDown()])
async def test_no_room(post: Post, busy: Exception) -> None:
    """A full queue still acknowledges the push: it is kept, and a tick finds it."""
    post.busy = busy
    await post.brings(AUTHORISED)

    assert [pending.code for pending in await post.authorisations.unfinished()] == ["a-code"]


async def test_taken_back(post: Post) -> None:
    await post.brings(UNAUTHORISED)
    await post.brings(UNAUTHORISED, now=NOW + timedelta(minutes=5))
    assert post.taken_back == [APPID]

    later = NOW + timedelta(hours=1)
    await post.brings(UnauthorisedPush(APPID, later), now=later)
    assert post.taken_back == [APPID, APPID]


@pytest.mark.parametrize("days", [0, 1, 6, 7, 8, 30, 4000])
async def test_a_replay(post: Post, days: int) -> None:
    await post.brings(UNAUTHORISED)
    if days >= 7:
        post.pushes = FailingPushes()  # notes older than a week may be let go
    await post.brings(UNAUTHORISED, now=NOW + timedelta(days=days))

    assert post.taken_back == [APPID]


async def test_taken_back_before_it_was_authorised_again(post: Post) -> None:
    again = NOW + timedelta(minutes=3)
    await post.brings(AuthorisedPush(APPID, "b-code", again + timedelta(minutes=10), "", again), now=again)
    await post.brings(UNAUTHORISED, now=again + timedelta(seconds=2))
    assert post.taken_back == []

    gone = again + timedelta(seconds=5)
    await post.brings(UnauthorisedPush(APPID, gone), now=gone)
    assert post.taken_back == [APPID]


async def test_other_kinds(post: Post) -> None:
    await post.brings(OtherPush("notify_third_fasteregister", NOW))

    assert (post.started, post.taken_back) == ([], [])


async def test_refused(post: Post) -> None:
    with pytest.raises(PushRefused):
        await post.brings(None)

    assert (post.started, post.taken_back, await post.tickets.latest()) == ([], [], None)


async def test_death_between_keeping_and_noting(post: Post) -> None:
    for push in (AUTHORISED, UNAUTHORISED):
        post.pushes.failures = 1
        with pytest.raises(StorageUnavailable):
            await post.brings(push)
        await post.brings(push)
        await post.brings(push)

    assert [pending.code for pending in post.started] == ["a-code"]
    assert len(await post.authorisations.unfinished()) == 1
    assert post.taken_back == [APPID, APPID]  # which may be noted twice


async def test_death_before_keeping(post: Post) -> None:
    post.note.error = StorageUnavailable(reason="locked")
    with pytest.raises(StorageUnavailable):
        await post.brings(UNAUTHORISED)
    post.note.error = None
    await post.brings(UNAUTHORISED)

    assert post.taken_back == [APPID]

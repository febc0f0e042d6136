"""What is found, over the fakes: what the sandbox cannot be made to do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.domain.delivery import SlackCode
from bot.domain.doctor import Check, Finding, Found, Shape
from bot.domain.platform import Credentials
from bot.domain.sweep import Quota
from bot.errors import BotError, SettingsError, SlackUnclear, StorageUnavailable, WeChatRefused
from bot.ports.doctor import Counted, Disk, Edge, Probes, Sample, Sealed, Server, Setup, Taken, TokenIdentity
from bot.ports.slack import Workspace
from bot.usecases.diagnose import Diagnose
from tests.fakes.doctor import FakeDatabaseProbe, FakeEdgeProbe, FakePublicProbe, FakeSlackProbe, FakeWeChatProbe
from tests.fakes.machine import FakeClock

WORKSPACE = Workspace("T1", "Sandbox", "U1")
SETUP = Setup(Credentials.SERVICE, public_url=True, scopes=frozenset({"commands"}))
POSTGRESQL = Server(shared=True, version="16.2", major=16)
REFUSED = WeChatRefused(code=61007, errmsg="api is unauthorized", rid="made-up")
LEFT_OUT = {Found.WORKSPACES_LEFT_OUT}
SILENT = SlackUnclear(method="auth.test")
LOCKED, NEWER, OLDER = (StorageUnavailable(reason=reason) for reason in ("locked", "newer", "older"))


@dataclass
class World:
    setup: Setup = SETUP
    database: FakeDatabaseProbe = field(default_factory=FakeDatabaseProbe)
    slack: FakeSlackProbe = field(default_factory=FakeSlackProbe)
    edge: FakeEdgeProbe = field(default_factory=FakeEdgeProbe)
    wechat: FakeWeChatProbe = field(default_factory=FakeWeChatProbe)
    font: Callable[[], str] = lambda: "NotoSansCJK.ttc"
    catalogue: Callable[[], int] = lambda: 5000
    forgotten: Sequence[str] | BotError = ()

    async def left_out(self) -> Sequence[str]:
        if isinstance(self.forgotten, BotError):
            raise self.forgotten
        return self.forgotten

    async def findings(self) -> Sequence[Finding]:
        clock = FakeClock(datetime(2026, 11, 25, 1, 0, tzinfo=UTC))
        probes = Probes(
            clock, self.database, None, self.slack, self.edge, self.wechat, FakePublicProbe(),
            kept_only=False, font=self.font, catalogue=self.catalogue, left_out=self.left_out,
        )  # fmt: skip
        return await Diagnose(self.setup, probes, running=False)()

    async def found(self) -> dict[Check, list[Found | None]]:
        found: dict[Check, list[Found | None]] = {}
        for finding in await self.findings():
            found.setdefault(finding.check, []).append(finding.found)
        return found


def database(**answers: Any) -> World:
    return World(database=FakeDatabaseProbe(**answers))


def disk(free: int, *, open_to_others: bool = False) -> World:
    return database(is_disk=Disk(free, writable=True, open_to_others=open_to_others))


def granted(scopes: frozenset[str] | None) -> World:
    return World(slack=FakeSlackProbe(TokenIdentity(WORKSPACE, "baselib", scopes)))


def socket(**answers: Any) -> World:
    return World(replace(SETUP, socket_mode=True, public_url=False), slack=FakeSlackProbe(**answers))


def plain(*, socket_mode: bool) -> World:
    """A platform whose public address is http."""
    return World(replace(SETUP, source=Credentials.PLATFORM, plain_url=True, socket_mode=socket_mode))


def quota(remain: int) -> World:
    return World(wechat=FakeWeChatProbe(Quota(1000, 1000 - remain, remain)))


def damaged() -> int:
    raise KeyError("rows")


ELSEWHERE = FakeEdgeProbe(takes_right=Taken.ELSEWHERE, takes_forged=Taken.ELSEWHERE)


@pytest.mark.parametrize(
    ("world", "found"),
    [
        # space matters first
        (disk(10**12), {Check.DISK: [Found.DISK_OK]}),
        (disk(10**12, open_to_others=True), {Check.DISK: [Found.DISK_OPEN]}),
        (disk(499_999_999, open_to_others=True), {Check.DISK: [Found.DISK_LOW]}),
        (disk(19_999_999), {Check.DISK: [Found.DISK_FULL]}),
        # SQLite's tables are migrated at the start, PostgreSQL's by hand: only there is it a failure
        (database(is_server=POSTGRESQL, refuses_tables=OLDER), {Check.TABLES: [Found.TABLES_BEHIND]}),
        (database(is_server=POSTGRESQL, has_tables=False), {Check.TABLES: [Found.TABLES_BEHIND]}),
        (database(is_server=POSTGRESQL, refuses_tables=NEWER), {Check.TABLES: [Found.TABLES_NEWER]}),
        (database(refuses_tables=OLDER), {Check.TABLES: [Found.TABLES_OLDER]}),
        (database(has_tables=False), {Check.TABLES: [Found.TABLES_OLDER]}),
        (database(is_server=Server(shared=True, version="12.22", major=12)), {Check.DATABASE: [Found.DATABASE_OLD]}),
        # another check meets the lock
        (
            database(refuses_tables=LOCKED),
            {Check.DATABASE: [Found.DATABASE_OK, Found.DATABASE_LOCKED], Check.TABLES: [None]},
        ),
        # one secret that no key opens is enough
        (database(is_sealed=Sealed(0, 0)), {Check.KEYS: [Found.KEYS_OK]}),
        (database(is_sealed=Sealed(3, 0)), {Check.KEYS: [Found.KEYS_OK]}),
        (database(is_sealed=Sealed(3, 1)), {Check.KEYS: [Found.KEYS_WRONG]}),
        (World(edge=FakeEdgeProbe(takes_forged=Taken.TAKEN)), {Check.SIGNING: [Found.SIGNING_OPEN]}),
        # a stranger or a proxy that refuses is not a Baselib with another secret
        (World(edge=ELSEWHERE), {Check.PUBLIC_URL: [Found.URL_ELSEWHERE], Check.SIGNING: [None]}),
        (
            World(edge=FakeEdgeProbe(who=Edge.SILENT)),
            {Check.PUBLIC_URL: [Found.URL_NOT_RUNNING], Check.SIGNING: [None]},
        ),
        # Slack does not call http; a platform in Socket Mode is only called by WeChat
        (plain(socket_mode=False), {Check.PUBLIC_URL: [Found.URL_PLAIN]}),
        (plain(socket_mode=True), {Check.PUBLIC_URL: [Found.URL_OK]}),
        # a proxy that removes headers must not look like missing scopes
        (granted(None), {Check.SCOPES: [Found.SCOPES_UNKNOWN]}),
        (granted(frozenset({"channels:join"})), {Check.SCOPES: [Found.SCOPES_MISSING, Found.SCOPES_EXTRA]}),
        (World(slack=FakeSlackProbe(None)), {Check.SLACK_TOKEN: [Found.SLACK_NOT_INSTALLED], Check.SCOPES: [None]}),
        # a check that fails itself hides no other
        (
            World(slack=FakeSlackProbe(trips_over=KeyError("scopes"))),
            {Check.SLACK_TOKEN: [None], Check.SCOPES: [None], Check.SIGNING: [Found.SIGNING_OK]},
        ),
        # in Socket Mode no public address is needed, and nothing is signed
        (socket(), {Check.SOCKET_MODE: [Found.SOCKET_OK], Check.PUBLIC_URL: [], Check.SIGNING: []}),
        (
            socket(refuses_socket=SILENT),
            {Check.SLACK_TOKEN: [Found.SLACK_UNREACHABLE], Check.SCOPES: [Found.SCOPES_OK], Check.SOCKET_MODE: [None]},
        ),
        (
            socket(trips_over=SILENT, refuses_socket=SlackUnclear(method="apps.connections.open")),
            {Check.SLACK_TOKEN: [Found.SLACK_UNREACHABLE], Check.SCOPES: [None], Check.SOCKET_MODE: [None]},
        ),
        # the last five calls are for people
        (quota(6), {Check.QUOTA: [Found.QUOTA_OK]}),
        (quota(5), {Check.QUOTA: [Found.QUOTA_LOW]}),
        (quota(0), {Check.QUOTA: [Found.QUOTA_USED]}),
        (quota(-1), {Check.QUOTA: [Found.QUOTA_USED]}),
        (World(font=str), {Check.FONT: [Found.FONT_MISSING]}),
        (World(catalogue=damaged), {Check.CATALOGUE: [Found.CATALOGUE_UNREADABLE]}),
        (World(replace(SETUP, public_numbers=False)), {Check.PUBLIC_NUMBERS: [Found.PUBLIC_OFF]}),
        (World(replace(SETUP, users=False)), {Check.USERS: [Found.USERS_OFF]}),
        (database(was_counted=None), {Check.USERS: [Found.USERS_NOT_YET]}),
    ],
)
async def test_found(world: World, found: dict[Check, list[Found | None]]) -> None:
    """Each of these worlds has these findings; None is a check that was skipped, or itself failed."""
    actual = await world.found()

    assert {check: actual.get(check, []) for check in found} == found


async def test_programs_without_users() -> None:
    """They are counted by reason, as the notes of the daily count have it: a warning, and nothing depends on it."""
    absent = {"empty": 2, "wechat-refused 61007": 5}
    findings = await database(was_counted=Counted(date(2026, 11, 22), 3, absent)).findings()
    (finding,) = [each for each in findings if each.check is Check.USERS]

    assert finding.found is Found.USERS_ABSENT
    assert finding.details == {
        "absent": 7, "count": 3, "day": "2026-11-22", "reasons": ("empty: 2", "wechat-refused 61007: 5")
    }  # fmt: skip
    assert not finding.failed


async def test_suspended_workspaces() -> None:
    gone, other = (
        Workspace(team, "", "U1", suspended_because=SlackCode.parse("account_inactive")) for team in ("T1", "T2")
    )
    assert (await World().found())[Check.WORKSPACES] == [Found.WORKSPACES_OK]

    findings = await database(are_suspended=[gone, other]).findings()
    (finding,) = [each for each in findings if each.check is Check.WORKSPACES]

    assert finding.found is Found.WORKSPACES_SUSPENDED
    assert finding.details == {"count": 2, "codes": ("account_inactive",)}


async def test_workspaces_that_are_left_out() -> None:
    """They are named, where there may be many; when Slack does not list them, that is no finding."""
    many = replace(SETUP, many_workspaces=True)
    (finding,) = [each for each in await World(many, forgotten=["T7", "T8"]).findings() if each.found in LEFT_OUT]
    assert finding.details == {"count": 2, "teams": ("T7", "T8")}

    for world in (World(many), World(many, forgotten=SILENT), World(SETUP, forgotten=["T7"])):
        assert not [each for each in await world.findings() if each.found in LEFT_OUT]


@pytest.mark.parametrize(
    "name", ["WECHAT_PUBLIC_URL", "WECHAT_TOKEN_URL", "BASELIB_PUBLIC_URL", "SLACK_API_URL", "SLACK_SIGNING_SECRET"]
)
async def test_what_uses_a_wrong_setting_is_skipped(name: str) -> None:
    setup = replace(SETUP, wrong=[SettingsError(name=name, reason="not-a-url")], socket_mode=name == "SLACK_API_URL")
    found = await World(setup=setup).found()
    skipped = {check for check, kinds in found.items() if kinds == [None]}
    expected = {
        "WECHAT_PUBLIC_URL": {Check.PUBLIC_NUMBERS},
        "WECHAT_TOKEN_URL": {Check.PROGRAM_TOKEN, Check.IP_ALLOWLIST, Check.QUOTA, Check.READING},
        "BASELIB_PUBLIC_URL": {Check.PUBLIC_URL, Check.SIGNING},
        "SLACK_API_URL": {Check.SLACK_TOKEN, Check.SCOPES, Check.SOCKET_MODE},
        "SLACK_SIGNING_SECRET": {Check.SIGNING},
    }

    assert skipped == expected[name]


async def test_without_the_file_nothing_is_guessed() -> None:
    """Nobody is asked with a default in place of what stands there, and nothing counts as missing."""
    wrong = SettingsError(name=".env", reason="not-utf-8", file=".env")
    found = await World(setup=replace(SETUP, wrong=[wrong], missing=["SLACK_BOT_TOKEN"])).found()

    assert found[Check.SETTINGS] == [Found.SETTINGS_WRONG]
    known = {check for check, kinds in found.items() if kinds != [None]}
    assert known == {Check.SETTINGS, Check.CLOCK, Check.SLASH_COMMAND, Check.FONT, Check.CATALOGUE}


async def test_slack_alone() -> None:
    """WeChat's API is not asked, nothing of it fails, and what answers all the same is said."""
    world = World(setup=replace(SETUP, connected=False))
    found = await world.found()

    assert found[Check.PROGRAM_TOKEN] == [Found.PROGRAM_NOT_CONNECTED]
    assert not {Check.WECHAT, Check.IP_ALLOWLIST, Check.QUOTA, Check.READING} & found.keys()
    assert found[Check.PUBLIC_NUMBERS] == [Found.PUBLIC_OK]


class RefusesReading(FakeWeChatProbe):
    async def read(self, appid: str) -> Sample:  # noqa: ARG002
        return Sample(Shape({"errcode": ["whole number"]}, []), None, REFUSED)


async def test_a_reading_that_wechat_refuses() -> None:
    findings = await World(wechat=RefusesReading()).findings()

    (reading,) = (each for each in findings if each.check is Check.READING)
    assert (reading.found, reading.error) == (Found.READING_FAILED, REFUSED)
    assert Found.READING_FAILED.stops
    assert not Found.USERS_ABSENT.stops

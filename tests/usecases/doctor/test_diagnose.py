"""What is found, over the fakes: what the sandbox cannot be made to do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from bot.domain.delivery.reason import SlackCode
from bot.domain.doctor.findings import Check, Finding, Found, Status
from bot.domain.platform.credentials import Credentials
from bot.domain.sweep.quota import Quota
from bot.errors import SettingsError, SlackUnclear, StorageUnavailable
from bot.ports.doctor import Disk, Edge, Probes, Sealed, Server, Setup, Taken, TokenIdentity
from bot.ports.workspaces import Workspace
from bot.usecases.doctor.diagnose import Diagnose
from tests.fakes.clock import FakeClock
from tests.fakes.doctor import FakeDatabaseProbe, FakeEdgeProbe, FakePublicProbe, FakeSlackProbe, FakeWeChatProbe

WORKSPACE = Workspace("T1", "Sandbox", "U1")
SETUP = Setup(Credentials.SERVICE, public_url=True, scopes=frozenset({"commands"}))
POSTGRESQL = Server(shared=True, version="16.2", major=16)


@dataclass
class World:
    """What doctor looks at."""

    setup: Setup = SETUP
    database: FakeDatabaseProbe = field(default_factory=FakeDatabaseProbe)
    slack: FakeSlackProbe = field(default_factory=FakeSlackProbe)
    edge: FakeEdgeProbe = field(default_factory=FakeEdgeProbe)
    wechat: FakeWeChatProbe = field(default_factory=FakeWeChatProbe)
    font: Callable[[], str] = lambda: "NotoSansCJK.ttc"
    catalogue: Callable[[], int] = lambda: 5000

    async def findings(self) -> Sequence[Finding]:
        """Every finding."""
        clock = FakeClock(datetime(2026, 11, 25, 1, 0, tzinfo=UTC))
        probes = Probes(
            clock, self.database, None, self.slack, self.edge, self.wechat, FakePublicProbe(),
            kept_only=False, font=self.font, catalogue=self.catalogue,
        )  # fmt: skip
        return await Diagnose(self.setup, probes, running=False)()

    async def found(self) -> dict[Check, list[Found | None]]:
        """What is found of each check."""
        found: dict[Check, list[Found | None]] = {}
        for finding in await self.findings():
            found.setdefault(finding.check, []).append(finding.found)
        return found


@pytest.mark.parametrize(
    ("free", "open_to_others", "found"),
    [
        (10**12, False, Found.DISK_OK),
        (10**12, True, Found.DISK_OPEN),
        (499_999_999, True, Found.DISK_LOW),
        (19_999_999, False, Found.DISK_FULL),
    ],
)
async def test_disk(free: int, found: Found, *, open_to_others: bool) -> None:
    """Space is what matters first."""
    world = World()
    world.database.is_disk = Disk(free, writable=True, open_to_others=open_to_others)

    assert (await world.found())[Check.DISK] == [found]


@pytest.mark.parametrize(
    ("server", "reason", "found"),
    [
        (POSTGRESQL, "older", Found.TABLES_BEHIND),
        (POSTGRESQL, "newer", Found.TABLES_NEWER),
        (None, "older", Found.TABLES_OLDER),
    ],
)
async def test_tables_of_another_revision(server: Server | None, reason: str, found: Found) -> None:
    """SQLite's are migrated at the start, PostgreSQL's by hand: only there is it a failure."""
    world = World()
    world.database.is_server = server or world.database.is_server
    world.database.refuses_tables = StorageUnavailable(reason=reason)

    assert (await world.found())[Check.TABLES] == [found]


async def test_a_postgresql_that_gets_no_corrections() -> None:
    """It works, and is worth a word."""
    world = World()
    world.database.is_server = Server(shared=True, version="12.22", major=12)

    assert (await world.found())[Check.DATABASE] == [Found.DATABASE_OLD]


@pytest.mark.parametrize(
    ("sealed", "found"),
    [(Sealed(0, 0), Found.KEYS_UNUSED), (Sealed(3, 0), Found.KEYS_OK), (Sealed(3, 1), Found.KEYS_WRONG)],
)
async def test_keys(sealed: Sealed, found: Found) -> None:
    """One that cannot be opened is enough."""
    world = World()
    world.database.is_sealed = sealed

    assert (await world.found())[Check.KEYS] == [found]


async def test_suspended_workspaces() -> None:
    """They are counted, with the codes that Slack gave."""
    world = World()
    gone, other = (
        Workspace(team, "", "U1", suspended_because=SlackCode.parse("account_inactive")) for team in ("T1", "T2")
    )
    assert (await world.found())[Check.WORKSPACES] == [Found.WORKSPACES_OK]

    world.database.are_suspended = [gone, other]
    (finding,) = [each for each in await world.findings() if each.check is Check.WORKSPACES]

    assert finding.found is Found.WORKSPACES_SUSPENDED
    assert finding.details == {"count": 2, "codes": ("account_inactive",)}


async def test_whoever_takes_forged_requests() -> None:
    """Is no Baselib that should be reachable."""
    world = World(edge=FakeEdgeProbe(takes_forged=Taken.TAKEN))

    assert (await world.found())[Check.SIGNING] == [Found.SIGNING_OPEN]


async def test_a_page_of_slacks_requests_that_is_somebody_elses() -> None:
    """A stranger who refuses, or a proxy that does, is not a Baselib with another secret."""
    world = World(edge=FakeEdgeProbe(takes_right=Taken.ELSEWHERE, takes_forged=Taken.ELSEWHERE))

    assert (await world.found())[Check.SIGNING] == [Found.SIGNING_ELSEWHERE]


async def test_an_address_that_nobody_answers() -> None:
    """Without a bot that runs it is a warning, and signing is not tried."""
    found = await World(edge=FakeEdgeProbe(who=Edge.SILENT)).found()

    assert found[Check.PUBLIC_URL] == [Found.URL_NOT_RUNNING]
    assert found[Check.SIGNING] == [None]


@pytest.mark.parametrize(("socket_mode", "found"), [(False, Found.URL_PLAIN), (True, Found.URL_OK)])
async def test_an_address_without_tls(found: Found, *, socket_mode: bool) -> None:
    """Slack does not call it; a platform in Socket Mode is only called by WeChat."""
    setup = replace(SETUP, source=Credentials.PLATFORM, plain_url=True, socket_mode=socket_mode)

    assert (await World(setup=setup).found())[Check.PUBLIC_URL] == [found]


async def test_scopes_that_are_not_told() -> None:
    """A proxy that takes headers away must not look like missing scopes."""
    world = World(slack=FakeSlackProbe(TokenIdentity(WORKSPACE, "baselib", None)))

    assert (await world.found())[Check.SCOPES] == [Found.SCOPES_UNKNOWN]


async def test_scopes_of_which_some_are_missing_and_some_too_many() -> None:
    """Both are named."""
    world = World(slack=FakeSlackProbe(TokenIdentity(WORKSPACE, "baselib", frozenset({"channels:join"}))))

    assert (await world.found())[Check.SCOPES] == [Found.SCOPES_MISSING, Found.SCOPES_EXTRA]


async def test_nobody_has_installed_the_bot() -> None:
    """There is no token to ask about, and no scope."""
    found = await World(slack=FakeSlackProbe(None)).found()

    assert (found[Check.SLACK_TOKEN], found[Check.SCOPES]) == ([Found.SLACK_NOT_INSTALLED], [None])


async def test_a_look_at_the_token_that_fails_itself() -> None:
    """It hides nothing of what is looked at besides."""
    found = await World(slack=FakeSlackProbe(trips_over=KeyError("scopes"))).found()

    assert (found[Check.SLACK_TOKEN], found[Check.SCOPES]) == ([None], [None])
    assert found[Check.SIGNING] == [Found.SIGNING_OK]


@pytest.mark.parametrize(
    ("error", "found"), [(None, Found.SOCKET_OK), (SlackUnclear(method="x"), Found.SOCKET_UNREACHABLE)]
)
async def test_socket_mode(error: SlackUnclear | None, found: Found) -> None:
    """There no public address is needed, and nothing is signed."""
    world = World(setup=replace(SETUP, socket_mode=True, public_url=False), slack=FakeSlackProbe(refuses_socket=error))
    findings = await world.found()

    assert findings[Check.SOCKET_MODE] == [found]
    assert not {Check.PUBLIC_URL, Check.SIGNING} & findings.keys()


@pytest.mark.parametrize(
    ("remain", "found"), [(6, Found.QUOTA_OK), (5, Found.QUOTA_LOW), (0, Found.QUOTA_USED), (-1, Found.QUOTA_USED)]
)
async def test_quota(remain: int, found: Found) -> None:
    """The last five calls are for people."""
    world = World(wechat=FakeWeChatProbe(Quota(1000, 1000 - remain, remain)))

    assert (await world.found())[Check.QUOTA] == [found]


async def test_what_answers_are_made_with() -> None:
    """A missing font is a warning, a damaged catalogue a failure."""

    def damaged() -> int:
        raise KeyError("rows")

    found = await World(font=str, catalogue=damaged).found()

    assert (found[Check.FONT], found[Check.CATALOGUE]) == ([Found.FONT_MISSING], [Found.CATALOGUE_UNREADABLE])


async def test_public_numbers_that_are_switched_off() -> None:
    """Nobody is asked."""
    world = World(setup=replace(SETUP, public_numbers=False))

    assert (await world.found())[Check.PUBLIC_NUMBERS] == [Found.PUBLIC_OFF]


@pytest.mark.parametrize(
    "name", ["WECHAT_PUBLIC_URL", "WECHAT_TOKEN_URL", "BASELIB_PUBLIC_URL", "SLACK_API_URL", "SLACK_SIGNING_SECRET"]
)
async def test_what_uses_a_wrong_setting_is_skipped(name: str) -> None:
    """And never tried with the default in its place."""
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


def test_every_finding_has_a_status() -> None:
    """Those that end well are called ok, and what cannot be asked is skipped."""
    assert {found for found in Found if found.status is Status.SKIPPED} == {
        Found.COMMAND_UNASKED,
        Found.PROGRAM_NOT_CONNECTED,
    }
    assert all(found.status is Status.OK for found in Found if found.endswith("-ok"))

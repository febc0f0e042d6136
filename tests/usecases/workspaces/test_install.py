"""Installing the bot: the way to Slack and back belongs to one browser, once."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.domain.access import SYSTEM
from bot.errors import BadLink, SlackBusy, SlackRefused, WorkspaceUnavailable
from bot.ports.slack import Installation, OrgTeam, Workspace, last_second
from bot.storage.maintenance.vault import Vault
from bot.usecases.programs.visible import HomeWorkspace
from bot.usecases.workspaces.install import (
    STATE_LASTS,
    AdoptToken,
    InstallWorkspace,
    JoinHome,
    JoinWorkspace,
    OpenInstallation,
)
from bot.usecases.workspaces.let_in import EndWorkspace, HearOfAccess
from tests.fakes.installations import FakeInstallations, FakeSlackOAuth, FakeWorkspaces
from tests.fakes.machine import FakeClock
from tests.fakes.people import FakeIdentity
from tests.fakes.programs import FakePushes

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
TEAM = Installation("T1", "Acme", "U1", "token", NOW, installed_by="U7")
ORG = Installation("E1", "Org", "U3", "org", NOW, org_wide=True)
VAULT = Vault([SecretStr(Fernet.generate_key().decode())])


@dataclass
class Site:
    slack: FakeSlackOAuth = field(default_factory=lambda: FakeSlackOAuth({"code": TEAM, "org": ORG}))
    installations: FakeInstallations = field(default_factory=FakeInstallations)
    workspaces: FakeWorkspaces = field(default_factory=FakeWorkspaces)
    clock: FakeClock = field(default_factory=lambda: FakeClock(NOW + timedelta(days=9)))
    ready: list[Installation] = field(default_factory=list)

    def __post_init__(self) -> None:
        async def then(installation: Installation) -> None:
            self.ready.append(installation)

        self.open = OpenInstallation(self.slack, VAULT, "https://baselib.example")
        used = FakePushes()
        self.install = InstallWorkspace(self.slack, VAULT, used, self.installations, self.workspaces, then=then)
        self.end = EndWorkspace(self.workspaces, self.clock, self.installations)
        self.hear = HearOfAccess(self.workspaces, self.clock, self.installations)

    def go(self, cookie: str = "", *, now: datetime = NOW) -> tuple[str, str]:
        """State and cookie with which a browser goes to Slack."""
        opened = self.open(cookie, now=now)
        return parse_qs(urlsplit(opened.url).query)["state"][0], opened.nonce


async def test_comes_back_once() -> None:
    site = Site()
    state, cookie = site.go()
    name = await site.install.came_back(state, cookie, now=NOW + STATE_LASTS - timedelta(seconds=1))
    await site.install("code", name, now=NOW)
    with pytest.raises(BadLink):
        await site.install.came_back(state, cookie, now=NOW + timedelta(minutes=2))


async def test_only_a_code_that_slack_accepts_is_written_down() -> None:
    site = Site()
    state, cookie = site.go()
    site.slack.error = SlackRefused(code="invalid_code", method="oauth.v2.access")
    for _ in range(3):
        name = await site.install.came_back(state, cookie, now=NOW)
        with pytest.raises(SlackRefused):
            await site.install("code", name, now=NOW)

    assert not await site.install.used.seen(name)

    site.slack.error = None
    await site.install("code", name, now=NOW)

    assert await site.install.used.seen(name)


async def test_one_state_brings_one_code() -> None:
    site = Site()
    state, cookie = site.go()
    first = await site.install.came_back(state, cookie, now=NOW)
    second = await site.install.came_back(state, cookie, now=NOW)
    await site.install("code", first, now=NOW)
    with pytest.raises(BadLink):
        await site.install("org", second, now=NOW)

    assert site.installations.kept == {"T1": TEAM}


async def test_two_tabs_of_one_browser() -> None:
    site = Site()
    first, cookie = site.go()
    second, same = site.go(cookie)
    await site.install.came_back(first, same, now=NOW)
    await site.install.came_back(second, same, now=NOW)

    assert cookie == same


async def test_another_browser_does_not_come_back() -> None:
    site = Site()
    state, cookie = site.go()
    _, stranger = site.go()
    browser = sha256(cookie.encode()).hexdigest()
    other = VAULT.pass_for({"for": "link", "browser": browser, "id": "1"}, now=NOW)
    for brought, shown, moment in (
        (state, stranger, NOW),
        (state, "", NOW),
        (state, cookie, NOW + STATE_LASTS + timedelta(seconds=1)),
        (other, cookie, NOW),
        (state[:-2], cookie, NOW),
        ("", "", NOW),
    ):
        with pytest.raises(BadLink):
            await site.install.came_back(brought, shown, now=moment)
    await site.install.came_back(state, cookie, now=NOW)


@given(state=st.text(max_size=200), cookie=st.text(max_size=80))
async def test_whatever_is_made_up_is_refused(state: str, cookie: str) -> None:
    with pytest.raises(BadLink):
        await Site().install.came_back(state, cookie, now=NOW)


async def test_a_cookie_of_a_strange_form_is_not_used() -> None:
    _, cookie = Site().go("x" * 200 + "\r\n")

    assert len(cookie) < 64


async def test_the_workspace_is_there() -> None:
    site = Site()

    assert await site.install("code", "install 1", now=NOW) == TEAM
    assert site.installations.kept == {"T1": TEAM}
    assert await site.workspaces.all() == [Workspace("T1", "Acme", "U1", heard_at=NOW - timedelta(seconds=1))]
    assert site.ready == [TEAM]


@pytest.mark.parametrize("code", ["", "a b", "x" * 600, "鍵"])
async def test_no_code(code: str) -> None:
    with pytest.raises(BadLink):
        await Site().install(code, "install 1", now=NOW)


async def test_slack_refuses() -> None:
    site = Site()
    site.slack.error = SlackRefused(code="invalid_code", method="oauth.v2.access")
    with pytest.raises(SlackRefused):
        await site.install("code", "install 1", now=NOW)

    assert not site.installations.kept
    assert not site.ready


async def test_taken_away_and_installed_again() -> None:
    site = Site()
    await site.install("code", "install 1", now=NOW)
    await site.end("T1", at=NOW + timedelta(hours=1))
    assert not site.installations.kept
    assert await site.workspaces.all() == []
    site.slack.installations["again"] = TEAM
    later = NOW + timedelta(hours=2)
    await site.install("again", "install 2", now=later)

    assert len(await site.workspaces.all()) == 1
    await site.end("T1", at=NOW + timedelta(hours=1))  # Slack tells once more, of the time before
    assert len(await site.workspaces.all()) == 1
    assert site.installations.kept["T1"].installed_at == later


async def test_an_organisation() -> None:
    """It has all its workspaces; a removed one ends alone, with the last the tokens go."""
    site = Site()
    site.slack.teams = [OrgTeam("T7", "Seven"), OrgTeam("T8", "Eight")]
    await site.install("org", "install 3", now=NOW)
    await site.hear("T9", "E1", let_in=True, at=LATER)
    await site.hear("T10", "E2", let_in=True, at=LATER)
    assert [each.team_id for each in await site.workspaces.all()] == ["T7", "T8", "T9"]
    for team in ("T7", "T8"):
        await site.end(team)
        assert "E1" in site.installations.kept

    assert [each.team_id for each in await site.workspaces.all()] == ["T9"]
    await site.end("T9")
    assert not site.installations.kept
    await site.hear("T9", "E1", let_in=True, at=LATER)
    assert await site.workspaces.all() == []


async def test_an_organisation_whose_list_slack_refuses() -> None:
    site = Site()
    site.slack.refuses = {ORG.bot_token}

    assert (await site.install("org", "install 3", now=NOW)).id == "E1"
    assert "E1" in site.installations.kept
    assert site.ready


async def test_a_whole_organisation_takes_it_away() -> None:
    site = Site()
    site.slack.teams = [OrgTeam("T7", "Seven"), OrgTeam("T8", "Eight")]
    await site.install("org", "install 4", now=NOW)
    await site.install("code", "install 1", now=NOW)
    await site.end.organisation("E1")

    assert [each.team_id for each in await site.workspaces.all()] == ["T1"]
    assert list(site.installations.kept) == ["T1"]


async def test_who_installed_it_stands_in_the_audit_log() -> None:
    """The person who pressed Allow, in each initial workspace; later ones have no known person."""
    site = Site()
    site.slack.installations["org"] = replace(ORG, installed_by="U9")
    site.slack.teams = [OrgTeam("T7", "Seven")]
    for code in ("code", "org"):
        await site.install(code, f"install {code}", now=NOW)
    await site.hear("T8", "E1", let_in=True, at=LATER)

    assert site.workspaces.put_by == [("T1", "U7"), ("T7", "U9"), ("T8", SYSTEM)]


async def test_an_organisation_and_a_workspace_that_has_its_own() -> None:
    site = Site()
    site.slack.teams = [OrgTeam("T1", "Acme"), OrgTeam("T7", "Seven")]
    await site.install("code", "install 1", now=NOW)
    await site.install("org", "install 5", now=NOW)
    await site.hear("T1", "E1", let_in=True, at=LATER)
    await site.hear("T1", "E1", let_in=False, at=LATER)
    await site.hear("T7", "E1", let_in=False, at=LATER)

    assert await site.workspaces.all() == [Workspace("T1", "Acme", "U1", heard_at=NOW - timedelta(seconds=1))]
    await site.end.organisation("E1", at=NOW + timedelta(hours=1))
    assert [each.team_id for each in await site.workspaces.all()] == ["T1"]
    assert list(site.installations.kept) == ["T1"]


async def test_an_organisation_that_has_installed_it_again() -> None:
    site = Site()
    site.slack.teams = [OrgTeam("T7", "Seven")]
    await site.install("org", "install 6", now=NOW)
    await site.end.organisation("E1", at=NOW - timedelta(minutes=1))
    await site.end("T7", at=NOW - timedelta(minutes=1))
    await site.hear("T7", "E1", let_in=False, at=NOW - timedelta(minutes=1))

    assert [each.team_id for each in await site.workspaces.all()] == ["T7"]
    assert list(site.installations.kept) == ["E1"]


async def test_installed_by_a_clock_that_was_ahead() -> None:
    site = Site(clock=FakeClock(NOW))
    await site.install.keep(replace(TEAM, installed_at=NOW + timedelta(hours=5)))
    await site.install.keep(replace(ORG, installed_at=NOW + timedelta(hours=5)))

    await site.hear("T7", "E1", let_in=True, at=NOW)
    assert [each.team_id for each in await site.workspaces.all()] == ["T1", "T7"]
    await site.end("T1", at=NOW)
    await site.end.organisation("E1", at=NOW)
    assert await site.workspaces.all() == []


async def test_taken_out_while_slack_lists_an_organisations_workspaces() -> None:
    site = Site(slack=FakeSlackOAuth({"org": ORG}, [OrgTeam("T7", "Seven")]))
    listed = site.slack.teams_of

    async def heard_meanwhile(installation: Installation) -> Sequence[OrgTeam]:
        teams = await listed(installation)
        await site.hear("T7", "E1", let_in=False, at=NOW + timedelta(seconds=2))
        return teams

    site.slack.teams_of = heard_meanwhile  # type: ignore[method-assign]
    await site.install("org", "install 1", now=NOW)

    assert await site.workspaces.all() == []


async def test_the_token_of_one_workspace_is_taken_over() -> None:
    site = Site()
    identity = FakeIdentity(Workspace("T5", "Five", "U5"))
    adopt = AdoptToken("xoxb-5", identity, site.installations, site.install.keep, FakeClock(NOW))
    join = JoinHome(HomeWorkspace(site.workspaces, many=True), site.workspaces, adopt)

    assert await join() == Workspace("T5", "Five", "U5", heard_at=NOW - timedelta(seconds=1))
    site.installations.kept["T5"] = TEAM
    await join()
    assert site.installations.kept["T5"] == TEAM
    assert "xoxb" not in repr(adopt)


async def test_a_dead_token_of_the_settings_stops_nothing() -> None:
    site = Site()
    dead = FakeIdentity(SlackRefused(code="invalid_auth", method="auth.test"))
    adopt = AdoptToken("xoxb-5", dead, site.installations, site.install.keep, FakeClock(NOW))
    join = JoinHome(HomeWorkspace(site.workspaces, many=True), site.workspaces, adopt)

    assert await join() is None
    await site.install("code", "install 1", now=NOW)
    assert await join() == Workspace("T1", "Acme", "U1", heard_at=NOW - timedelta(seconds=1))


ACME = Workspace("T1", "Acme", "UBOT")
CLOCK = FakeClock(datetime(2026, 11, 2, tzinfo=UTC))


async def test_join() -> None:
    workspaces = FakeWorkspaces()
    token = FakeIdentity(ACME)
    join = JoinWorkspace(token, workspaces)
    first = await join()
    token.answer = Workspace("T1", "Acme Ltd", "UBOT")
    await join()

    assert first == ACME
    assert await workspaces.all() == [token.answer]


@pytest.mark.parametrize(
    "error",
    [WorkspaceUnavailable(code="invalid_auth", method="auth.test"), SlackBusy(retry_after=5, method="auth.test")],
)
async def test_join_that_fails(error: WorkspaceUnavailable | SlackBusy) -> None:
    workspaces = FakeWorkspaces()
    with pytest.raises(type(error)):
        await JoinWorkspace(FakeIdentity(error), workspaces)()

    assert await workspaces.all() == []


async def test_end_and_join_again() -> None:
    workspaces = FakeWorkspaces()
    join, end = JoinWorkspace(FakeIdentity(ACME), workspaces), EndWorkspace(workspaces, CLOCK)
    await join()
    await end("T1")
    ended = await workspaces.get("T1")
    running = await workspaces.all()
    await join()

    assert ended == Workspace("T1", "Acme", "UBOT", ended=True, heard_at=last_second(await CLOCK.now()))
    assert running == []
    assert await workspaces.all() == [ACME]


async def test_end_of_what_is_not_there() -> None:
    workspaces = FakeWorkspaces()
    end = EndWorkspace(workspaces, CLOCK)
    await end("T9")
    await workspaces.put(ACME)
    await end("T1")
    await end("T1")

    assert await workspaces.get("T9") is None
    assert await workspaces.all() == []

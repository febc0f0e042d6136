"""The Home tab."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import pytest

from bot.blocks.digest.changes import changes_message
from bot.blocks.home.home import home_view
from bot.blocks.home.waiting import waiting_message, weekly_message
from bot.blocks.kit.elements import Message, View
from bot.blocks.kit.limits import CHARACTERS, HOME_BLOCKS, characters
from bot.domain.caveats import BreakNews, PublicCount, Turn
from bot.domain.delivery import SlackCode
from bot.domain.digest.changes import Authorised, ChangedProgram, Changes, changed_fleet
from bot.domain.digest.digest import FailedSection
from bot.domain.digest.fleet_digest import FleetChanges
from bot.domain.fleet import Filter, Sort
from bot.domain.fleet_row import WHOLE
from bot.domain.forecast.forecast import Arrival, Forecast
from bot.domain.home import NOTHING_WAITING, HomeTab, Outcomes, Waiting
from bot.domain.numbers.judgement import Break
from bot.domain.numbers.snapshot import Visible
from bot.domain.platform import Credentials, ProgramEvent
from bot.domain.programs import Program
from bot.domain.recommendation import next_candidate
from bot.domain.report import Broken
from bot.i18n import Texts, texts_for
from tests.blocks.checks import assert_builder, mrkdwn_texts
from tests.blocks.homes import FULL, GOVERNED, HOMES, ILL, MANY, MOVING, NEW, WELL
from tests.blocks.samples import BUSY, DAY, DIGESTS, NEWS, NOW, REFUSED, SHOP, STATUSES, SUBSCRIPTION, ZONE, odd_names
from tests.blocks.test_fleet import MANY as WAITING_MANY
from tests.blocks.test_fleet import ROWS as ROWS_NOW
from tests.blocks.test_fleet import judgement
from tests.domain.build import v
from tests.domain.decisions.build import APPROVED_FLEET, BOB, PROPOSED
from tests.fakes.fleet import fleet_report
from tools.sandbox.slack.refusals import view_problems

T = texts_for("en")


def _tab(home: HomeTab, notice: str = "") -> Callable[[Texts], View]:
    return lambda t: home_view(home, t, now=NOW, notice=notice)


def test_golden() -> None:
    tabs = {case: _tab(home, "Done." if case == "full" else "") for case, home in HOMES.items()}

    assert_builder("home", tabs, full="full")


@pytest.mark.parametrize("name", odd_names())
def test_odd_names(name: str) -> None:
    odd = replace(MOVING, program=Program(Visible("wx1"), nickname=name))
    view = home_view(replace(FULL, followed=(odd,)), T, now=NOW, managing=True)

    assert view_problems(view, "home") == []
    for text in mrkdwn_texts(view["blocks"]):
        assert "<" not in text.replace("<#C0CHANNEL>", "")


def test_the_fullest_has_room() -> None:
    """The most programs, digests, alerts and failures that are listed, with the longest names, for an admin."""
    view = home_view(MANY, T, now=NOW, notice="x" * 3_000, managing=True)

    assert len(view["blocks"]) <= HOME_BLOCKS
    assert view["blocks"][-1]["text"]["text"].startswith("⚠️ Messages due in the last seven days: 1,234")
    assert characters(view["blocks"]) < 4 * CHARACTERS


def test_it_changes_only_with_its_content() -> None:
    """A minute later it is identical, or all tabs would be published all the time."""
    later = NOW + timedelta(minutes=1)

    for home in HOMES.values():
        assert home_view(home, T, now=NOW, managing=True) == home_view(home, T, now=later, managing=True)


def test_only_admins_see_health() -> None:
    assert T("home-health") not in str(home_view(FULL, T, now=NOW, managing=True))
    assert T("home-health") in str(home_view(replace(FULL, health=WELL), T, now=NOW, managing=True))


@pytest.mark.parametrize("credentials", Credentials)
def test_each_credential_has_its_sentence(credentials: Credentials) -> None:
    text = str(home_view(replace(NEW, health=replace(WELL, credentials=credentials)), T, now=NOW, managing=True))

    assert T(f"home-credentials-{credentials}") in text


def test_whether_the_tokens_are_of_use() -> None:
    """Known once something was read today, or failed; without a source of tokens there is nothing to accept."""
    accepted, of_no_use = T("home-tokens-accepted"), T("home-tokens-of-no-use")

    def shown(**how: Any) -> str:
        return str(home_view(replace(NEW, health=replace(WELL, **how)), T, now=NOW, managing=True))

    assert f"✅ {accepted}" in shown(read_today=1)
    assert f"⚠️ {of_no_use}" in shown(read_today=0, read_failures=ILL.read_failures)
    assert not any(text in shown(read_today=0) for text in (accepted, of_no_use))
    assert not any(text in shown(credentials=None) for text in (accepted, of_no_use))
    assert f"⚠️ {T('home-credentials-none')}" in shown(credentials=Credentials.NONE, read_today=0)


def test_a_guest_is_not_told_of_credentials() -> None:
    text = str(home_view(replace(NEW, health=replace(WELL, credentials=None)), T, now=NOW, managing=True))

    assert T("home-credentials-elsewhere") in text
    assert not any(T(f"home-credentials-{credentials}") in text for credentials in Credentials)


@pytest.mark.parametrize(
    ("oldest", "mark"), [(None, "✅"), (DAY - timedelta(days=1), "✅"), (DAY - timedelta(days=2), "⚠️")]
)
def test_a_sweep_that_stands_still(oldest: date | None, mark: str) -> None:
    """Yesterday's numbers may wait for their turn; older ones are late even without known failures."""
    health = replace(WELL, read_today=1, oldest=oldest)
    shown = str(home_view(replace(NEW, health=health), T, now=NOW, managing=True))

    assert f"{mark} {T('home-swept', read=1, programs=2)}" in shown


def test_what_was_delivered() -> None:

    def shown(outcomes: Outcomes) -> str:
        view = home_view(replace(NEW, health=replace(WELL, outcomes=outcomes)), T, now=NOW, managing=True)
        return str(view["blocks"][-1]["text"]["text"])

    assert shown(Outcomes()) == "✅ No messages were due in the last seven days."
    assert shown(Outcomes(sent=1)) == "✅ The one message due in the last seven days was delivered."
    assert shown(Outcomes(sent=12)) == "✅ All 12 messages due in the last seven days were delivered."
    assert shown(Outcomes(sent=1, unknown=1)) == (
        "⚠️ Messages due in the last seven days: 1 delivered, 0 failed, 1 unknown."
    )


def test_tickets_that_arrive_and_those_that_do_not() -> None:

    def shown(age: timedelta | None) -> str:
        health = replace(ILL, ticket_at=None if age is None else NOW - age)
        return str(home_view(replace(NEW, health=health), T, now=NOW, managing=True))

    assert T("home-ticket-fresh") in shown(timedelta(minutes=30))
    assert T("home-ticket-fresh") not in shown(timedelta(minutes=31))
    assert T("home-ticket-none") in shown(None)


def test_roles_and_status_are_folded() -> None:
    admin = replace(FULL, health=WELL, access=GOVERNED)
    folded, unfolded = [str(home_view(admin, T, now=NOW, managing=managing)) for managing in (False, True)]
    ill = str(home_view(replace(admin, health=ILL), T, now=NOW))

    assert f"✅ {T('home-status-well')}" in folded
    assert f"⚠️ {T('home-status-ill')}" in ill
    assert T("access-title") not in folded
    assert T("access-title") in unfolded
    assert f"⚠️ {T('home-suspended', count=2)}" in str(
        home_view(replace(admin, health=replace(WELL, suspended=2)), T, now=NOW, managing=True)
    )


SINCE: Final = DAY - timedelta(days=7)
EVENTFUL: Final = DIGESTS["withdrawal"].sections[0]
FIRST: Final = DIGESTS["first-one"].sections[0]
QUIET: Final = replace(DIGESTS["two-programs"].sections[1], first=False)
COMING: Final = next_candidate(EVENTFUL.report)
SAFE_NOW: Final = Forecast(COMING or v("3.6.4"), Decimal("0.99"), DAY, Arrival.EXPECTED, DAY + timedelta(days=30))
SAFE_THEN: Final = replace(SAFE_NOW, arrival=Arrival.NOT_WITHIN_A_YEAR, day=None)
MOVED: Final = ChangedProgram(replace(EVENTFUL, forecasts=(SAFE_NOW,)), SAFE_THEN)
AUTHORISED: Final = (Authorised(SHOP, ProgramEvent.REVOKED, NOW), Authorised(NEWS, ProgramEvent.AUTHORISED, NOW))
FLEET: Final = changed_fleet(
    fleet_report(ROWS_NOW, Sort.ATTENTION).rows, {SHOP.appid: judgement("0.2", minimum="2.0.0")}, SINCE
)
BEGAN: Final = Break(SINCE + timedelta(days=1), None, 2.4)
LOWER: Final = Break(DAY, None, 0.4)
LASTS: Final = Break(SINCE - timedelta(days=50), None, 2.4, lasting=True)
OVER: Final = Break(SINCE - timedelta(days=9), DAY, 2.4)


def _turned(turn: Turn, found: Break) -> PublicCount:
    return PublicCount(Broken(found) if found.until is None else None, BreakNews(turn, found))


LARGE: Final = changed_fleet(fleet_report(WAITING_MANY, Sort.ATTENTION, page=WHOLE).rows, {}, SINCE)
CHANGES: Final[dict[str, Changes]] = {
    "one": Changes(SINCE, (MOVED,), decisions=(PROPOSED,), authorisations=AUTHORISED),
    "two": Changes(SINCE, (MOVED, ChangedProgram(QUIET))),
    "several": Changes(
        SINCE,
        (MOVED, ChangedProgram(replace(FIRST, report=replace(FIRST.report, program=NEWS)))),
        (FailedSection(SHOP, REFUSED),),
        left_out=3,
    ),
    "first": Changes(SINCE, (ChangedProgram(FIRST),)),
    "nothing": Changes(SINCE, (ChangedProgram(QUIET),)),
    "nothing-of-two": Changes(SINCE, (ChangedProgram(QUIET),) * 2),
    "only-lists": Changes(SINCE, (ChangedProgram(replace(QUIET, appeared=(v("3.18.0"),))),)),
    "only-decisions": Changes(SINCE, (ChangedProgram(QUIET),), decisions=(PROPOSED,)),
    "only-authorisations": Changes(SINCE, authorisations=AUTHORISED),
    "unread": Changes(SINCE, unread=(FailedSection(SHOP, REFUSED), FailedSection(NEWS, BUSY))),
    "fleet": Changes(SINCE, fleet=FLEET, decisions=(PROPOSED,)),
    "large-fleet": Changes(SINCE, fleet=LARGE),
    "first-of-two": Changes(
        SINCE,
        tuple(ChangedProgram(replace(FIRST, report=replace(FIRST.report, program=each))) for each in (SHOP, NEWS)),
    ),
    "fleet-to-raise": Changes(
        SINCE, fleet=replace(FLEET, changes=FleetChanges(()), ready=(SHOP, NEWS), ready_count=2, only_ready=2)
    ),
    "public": Changes(SINCE, (ChangedProgram(QUIET),), public=_turned(Turn.BEGAN, BEGAN)),
    "public-of-fleet": Changes(SINCE, fleet=changed_fleet((), {}, SINCE), public=_turned(Turn.BEGAN, LOWER)),
    "public-lasts": Changes(SINCE, fleet=FLEET, public=_turned(Turn.LASTS, LASTS)),
    "public-over": Changes(SINCE, fleet=changed_fleet((), {}, SINCE), public=_turned(Turn.OVER, OVER)),
    "public-before": Changes(SINCE, (ChangedProgram(QUIET),), public=PublicCount(Broken(Break(SINCE, None, 2.4)))),
    "quiet-fleet": Changes(SINCE, fleet=changed_fleet((), {}, SINCE)),
}
WEEKLY: Final = replace(SUBSCRIPTION, channel_id=BOB, owner_id=BOB)
MUCH: Final = Waiting(
    (PROPOSED,) * 7,
    (APPROVED_FLEET,),
    fleet_report([*ROWS_NOW, *WAITING_MANY[2000:2003]], Sort.ATTENTION, only=Filter.ATTENTION),
    {ROWS_NOW[4].program.appid: BUSY},
    (STATUSES["paused"], replace(STATUSES["paused"], subscription=SUBSCRIPTION)),
    "https://baselib.test/wechat/authorize?pass=made-up",
    WEEKLY,
)
ONE: Final = Waiting((PROPOSED,))


def _shown(changes: Changes) -> Callable[[Texts], Message]:
    return lambda t: changes_message(changes, t, ZONE)


def test_changes() -> None:
    assert_builder("changes", {name: _shown(kept) for name, kept in CHANGES.items()}, full="one")

    for name in ("nothing", "nothing-of-two", "public-before", "quiet-fleet"):
        (block,) = changes_message(CHANGES[name], texts_for("en"), ZONE).blocks
        assert "\n" not in block["text"]["text"]
    listed = [changes_message(CHANGES["only-lists"], texts_for(locale), ZONE).text for locale in ("en", "zh-CN")]
    assert listed == ["news: 3.18.0 appeared", "news：新出现 3.18.0"]


def test_waiting() -> None:
    cases: dict[str, Callable[[Texts], Message]] = {
        "much": lambda t: waiting_message(MUCH, t, ZONE),
        "one": lambda t: waiting_message(ONE, t, ZONE),
        "nothing": lambda t: waiting_message(NOTHING_WAITING, t, ZONE),
        "weekly": lambda t: weekly_message(replace(ONE, weekly=WEEKLY), CHANGES["one"], t, ZONE),
        "weekly-only-changes": lambda t: weekly_message(NOTHING_WAITING, CHANGES["one"], t, ZONE),
        "weekly-only-waiting": lambda t: weekly_message(ONE, CHANGES["nothing"], t, ZONE),
        "weekly-refused": lambda t: waiting_message(
            replace(ONE, weekly=WEEKLY.paused(SlackCode("messages_tab_disabled"))), t, ZONE
        ),
        "weekly-quiet": lambda t: weekly_message(NOTHING_WAITING, CHANGES["nothing"], t, ZONE),
        "weekly-without-programs": lambda t: weekly_message(NOTHING_WAITING, None, t, ZONE),
    }
    assert_builder("waiting", cases, full="much", links=["<#C1>", f"<#{PROPOSED.channel_id}>"])

    for name in ("weekly-quiet", "weekly-without-programs"):
        assert len(cases[name](texts_for("en")).blocks) == 1


def test_home_begins_with_it() -> None:
    t = texts_for("en")
    home = home_view(replace(FULL, waiting=MUCH), t, now=NOW)
    message = waiting_message(MUCH, t, FULL.zone)

    assert home["blocks"][: len(message.blocks) - 1] == message.blocks[:-1]
    assert t("waiting-nothing") not in str(home)
    assert t("waiting-nothing") in str(home_view(FULL, t, now=NOW)["blocks"][0])

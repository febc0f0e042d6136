"""What waits, and what changed, as people read it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Final

from bot.blocks.digest.changes import changes_message
from bot.blocks.home.home import home_view
from bot.blocks.home.waiting import waiting_message, weekly_message
from bot.blocks.kit.elements import Message
from bot.domain.delivery import SlackCode
from bot.domain.digest.changes import Authorised, ChangedProgram, Changes, changed_fleet
from bot.domain.digest.digest import FailedSection
from bot.domain.digest.fleet_digest import FleetChanges
from bot.domain.fleet.report import Filter, Sort
from bot.domain.fleet.row import WHOLE
from bot.domain.forecast.forecast import Arrival, Forecast
from bot.domain.home import NOTHING_WAITING, Waiting
from bot.domain.numbers.judgement import Break
from bot.domain.platform.authorisation import ProgramEvent
from bot.domain.recommendation import next_candidate
from bot.domain.report.caveats import BreakNews, PublicCount, Turn
from bot.domain.report.report import Broken
from bot.i18n import Texts, texts_for
from tests.blocks.fleet.test_fleet import MANY, judgement
from tests.blocks.fleet.test_fleet import ROWS as ROWS_NOW
from tests.blocks.golden import assert_builder
from tests.blocks.homes import FULL
from tests.blocks.samples import BUSY, DAY, DIGESTS, NEWS, NOW, REFUSED, SHOP, STATUSES, SUBSCRIPTION, ZONE
from tests.domain.build import v
from tests.domain.decisions.build import BOB, PROPOSED
from tests.domain.decisions.rollout.build import APPROVED_FLEET
from tests.fakes.fleets import fleet_report

SINCE: Final = DAY - timedelta(days=7)
EVENTFUL: Final = DIGESTS["withdrawal"].sections[0]
FIRST: Final = DIGESTS["first-one"].sections[0]
QUIET: Final = replace(DIGESTS["two-programs"].sections[1], first=False)
"""Of another program."""
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


LARGE: Final = changed_fleet(fleet_report(MANY, Sort.ATTENTION, page=WHOLE).rows, {}, SINCE)
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
    fleet_report([*ROWS_NOW, *MANY[2000:2003]], Sort.ATTENTION, only=Filter.ATTENTION),
    {ROWS_NOW[4].program.appid: BUSY},
    (STATUSES["paused"], replace(STATUSES["paused"], subscription=SUBSCRIPTION)),
    "https://baselib.test/wechat/authorize?pass=made-up",
    WEEKLY,
)
ONE: Final = Waiting((PROPOSED,))


def _shown(changes: Changes) -> Callable[[Texts], Message]:
    return lambda t: changes_message(changes, t, ZONE)


def test_changes() -> None:
    """Most important first; nothing in one line."""
    assert_builder("changes", {name: _shown(kept) for name, kept in CHANGES.items()}, full="one")

    for name in ("nothing", "nothing-of-two", "public-before", "quiet-fleet"):
        (block,) = changes_message(CHANGES[name], texts_for("en"), ZONE).blocks
        assert "\n" not in block["text"]["text"]
    listed = [changes_message(CHANGES["only-lists"], texts_for(locale), ZONE).text for locale in ("en", "zh-CN")]
    assert listed == ["news: 3.18.0 appeared", "news：新出现 3.18.0"]


def test_waiting() -> None:
    """The same as a message, and every Monday with what changed."""
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
    """All is well only if nothing waits; the same blocks as in the message."""
    t = texts_for("en")
    home = home_view(replace(FULL, waiting=MUCH), t, now=NOW)
    message = waiting_message(MUCH, t, FULL.zone)

    assert home["blocks"][: len(message.blocks) - 1] == message.blocks[:-1]
    assert t("waiting-nothing") not in str(home)
    assert t("waiting-nothing") in str(home_view(FULL, t, now=NOW)["blocks"][0])

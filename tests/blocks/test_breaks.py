"""What people read while WeChat counts old versions otherwise, in both languages."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import pytest

from bot.blocks.alerts import alert_message
from bot.blocks.digest.changes import changes_message
from bot.blocks.digest.digest import digest_message
from bot.blocks.digest.fleet_digest import fleet_digest_message
from bot.blocks.fleet import fleet_message
from bot.blocks.forecast import when_safe
from bot.blocks.home.home import program_blocks
from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Message
from bot.blocks.report.frame import Frame, beside_message
from bot.blocks.report.recommendation_text import advice_brief
from bot.blocks.report.report import breakdown
from bot.blocks.trend import trend_message
from bot.blocks.trend_picture import trend_picture
from bot.blocks.what_if import Reader, cover_message, raise_message, when_sentence
from bot.domain.alerts.alert import Crossing
from bot.domain.alerts.parse import read_condition
from bot.domain.caveats import AS_EVER, BreakNews, PublicCount, Turn
from bot.domain.decisions.evidence import Caution
from bot.domain.decisions.proposable import evidence_of
from bot.domain.digest.changes import ChangedProgram, Changes
from bot.domain.digest.digest import Digest, digest_section
from bot.domain.digest.fleet_digest import FleetDigest, fleet_changes
from bot.domain.fleet import Sort
from bot.domain.fleet_row import FleetRow
from bot.domain.forecast.forecast import Arrival
from bot.domain.home import Followed, HomeTab, Preferences, Waiting
from bot.domain.numbers.distribution import SAFE
from bot.domain.numbers.judgement import Break, Count, Suspicion
from bot.domain.numbers.snapshot import IMPORTED, Visible
from bot.domain.programs import ALL_OF_WECHAT, Program
from bot.domain.recommendation import next_candidate, recommend
from bot.domain.report import Broken, Report
from bot.domain.trend import trend_answer
from bot.domain.trend_history import history_of
from bot.domain.what_if import cover_answer, raise_answer
from bot.i18n import LOCALES, Texts, texts_for
from tests.blocks.checks import assert_builder
from tests.blocks.samples import SAFE_IN_JANUARY, SUBSCRIPTION, ZONE
from tests.blocks.test_alerts import about
from tests.domain.break_world import DAY, SHOP, SINCE, days, judged, report_at
from tests.domain.build import TODAY, exactly, in_break, suspected, v
from tests.fakes.fleet import fleet_memory, fleet_report

NOW: Final = datetime.combine(TODAY, time(4), UTC)
RECOMMENDED: Final = report_at(days()).safe_minimum or v("0.0.0")
PUBLIC: Final = Broken(Break(SINCE, None, 2.4))
MINIMUM: Final = "3.150.0"


def _shown(factor: float = 2.4, *, ago: int = 19, until: int = 0, minimum: str = MINIMUM) -> Report:
    since, over = TODAY - ago * DAY, TODAY - until * DAY if until else TODAY + DAY
    return report_at(days(factor, since=since, until=over, minimum=minimum))


def _of_all(shown: Report) -> Report:
    """The same, as the public numbers alone show it."""
    assert shown.judgement.count
    return _counted(shown, replace(shown.judgement.count, of_all=True))


def _counted(shown: Report, count: Count) -> Report:
    return replace(shown, snapshot=replace(shown.snapshot, judgement=replace(shown.judgement, count=count)))


def _report(shown: Report) -> Callable[[Texts], Message]:
    return lambda t: breakdown(recommend(shown), t, ZONE, now=NOW)


def _trend(*, until: int = 0) -> Callable[[Texts], Message]:
    shown = _shown(until=until)
    kept = judged(days(until=TODAY - until * DAY if until else TODAY + DAY, minimum=MINIMUM))[-141:]
    answer = trend_answer(shown, history_of(kept, shown.breaks), [], ())
    return lambda t: trend_message(answer, t, ZONE, now=NOW)


def _digest(*, public: bool, programs: int = 1) -> Callable[[Texts], Message]:
    kept = judged(days(minimum=MINIMUM))
    part = digest_section(report_at(kept), kept[-141:-1])
    names = [replace(SHOP, alias=f"shop{number}") for number in range(programs)]
    parts = tuple(replace(part, report=replace(part.report, program=each)) for each in names)
    digest = Digest(SUBSCRIPTION, parts, due_at=NOW, public=PublicCount(PUBLIC) if public else AS_EVER)
    return lambda t: digest_message(digest, t)


def _turned(*, since: date, until: date = date.max, minimum: str = MINIMUM) -> Callable[[Texts], Message]:
    kept = judged(days(since=since, until=until, minimum=minimum))
    part = digest_section(report_at(kept), kept[-141:-1])
    return lambda t: digest_message(Digest(SUBSCRIPTION, (part,), due_at=NOW), t)


def _fleet() -> Callable[[Texts], Message]:
    rows = [FleetRow(SHOP, _shown().judgement)]
    return lambda t: fleet_message(fleet_report(rows, Sort.ATTENTION, public=PUBLIC), t)


def _alert(words: str, *, lost: bool = True) -> Callable[[Texts], Message]:
    condition = read_condition(words)
    crossing = Crossing(SHOP.appid, TODAY, NOW, broken=PUBLIC.found)
    if condition.threshold:
        shares = (exactly("0.008"), exactly("0.019")) if lost else (exactly("0.992"), exactly("0.981"))
        crossing = replace(crossing, version=condition.threshold.version, before=shares[0], after=shares[1])
    else:
        crossing = replace(crossing, minimum_before=v("3.4.0"), minimum_after=v("3.5.0"))
        crossing = replace(crossing, before=exactly("0.021"), after=exactly("0.0085"))
    return lambda t: alert_message(about(words), [(SHOP, crossing)], t)


MESSAGES: Final[dict[str, Callable[[Texts], Message]]] = {
    "report-higher": _report(_shown()),
    "report-lower": _report(_shown(0.4)),
    "report-kept": _report(_shown(minimum=RECOMMENDED.text)),
    "report-lasting": _report(_shown(ago=63)),
    "report-public-and-before": _report(_of_all(_shown())),
    "report-public-alone": _report(in_break(_shown(1), PUBLIC.found)),
    "trend": _trend(),
    "trend-over": _trend(until=6),
    "digest": _digest(public=False),
    "digest-public": _digest(public=True),
    "digest-public-three": _digest(public=True, programs=3),
    "digest-over": _turned(since=SINCE, until=TODAY - 2 * DAY),
    "digest-lasts": _turned(since=TODAY - 58 * DAY),
    "digest-lasts-kept": _turned(since=TODAY - 58 * DAY, minimum=RECOMMENDED.text),
    "digest-lasted": _turned(since=TODAY - 80 * DAY),
    "fleet": _fleet(),
    "alert-loss": _alert("loss > 1% at 3.5.5"),
    "alert-coverage": _alert("coverage 3.5.5 < 99%", lost=False),
    "alert-safe": _alert("safe minimum rises"),
}


def test_messages() -> None:
    assert_builder("breaks", MESSAGES, full="report-higher")


@pytest.mark.parametrize("case", ["raise", "cover"])
def test_answers_warn(case: str) -> None:
    kept, t = judged(days(minimum=MINIMUM)), texts_for("en")
    report, history, reader = report_at(kept), history_of(kept), Reader(t, ZONE, NOW)
    if case == "raise":
        message = raise_message(raise_answer(report, RECOMMENDED, history), reader)
    else:
        message = cover_message(cover_answer(report, SAFE, history), reader)

    assert "WeChat counts old versions about 2.4 times as high" in str(message.blocks)
    assert f"Before 4 Nov, {RECOMMENDED} kept 99% (cut off: 0.90% before, 1.66% since)." in str(message.blocks)


@pytest.mark.parametrize("program", [ALL_OF_WECHAT, Program(Visible(f"{IMPORTED}1"), "survey")])
@pytest.mark.parametrize(("factor", "waits"), [(2.4, True), (0.4, False)])
def test_without_a_minimum_only_what_is_off_waits(program: Program, factor: float, waits: bool) -> None:  # noqa: FBT001
    """Not a version that keeps 99 % before and by what is counted now, which a program is told to set."""
    for t in map(texts_for, LOCALES):
        kept = [replace(each, appid=program.appid) for each in days(factor, minimum="")]
        report = replace(report_at(kept), program=program)
        assert report.safe_minimum
        known = {"version": report.safe_minimum.text, "target": t.exact(SAFE)}
        loss = report.loss(report.safe_minimum)
        assert loss
        told = t("headline-highest.broken" if waits else "headline-highest", loss=t.bounds(loss), **known)
        brief = t("advice-know.broken" if waits else "advice-know", safe_loss=t.bounds(loss), **known)

        assert told in breakdown(recommend(report), t, ZONE, now=NOW).text
        assert advice_brief(report, t) == brief


@pytest.mark.parametrize("locale", LOCALES)
def test_one_count_alone_says_so(locale: str) -> None:
    """Where it is not known what was before, in a title and in a list."""
    t, report = texts_for(locale), _counted(report_at(days(1, minimum="")), Count(Break(SINCE, None, 0.4)))
    answer = cover_answer(report, SAFE, history_of(judged(days(1))))
    begin = t("break-counted-now", sentence="", known="yes")

    assert begin in breakdown(recommend(report), t, ZONE, now=NOW).text
    assert begin in cover_message(answer, Reader(t, ZONE, NOW)).text
    assert advice_brief(report, t).startswith(begin)


def test_no_trend_calls_safe_what_kept_too_few_before() -> None:
    kept, t = judged(days(0.4)), texts_for("en")
    report = report_at(kept)
    above, expected = next_candidate(report), report.safe_today
    assert above
    assert expected
    forecasts = {
        above: replace(SAFE_IN_JANUARY, version=above, arrival=Arrival.REACHED),
        expected: replace(SAFE_IN_JANUARY, version=expected),
    }
    for version, forecast in forecasts.items():
        answer = trend_answer(report, history_of(kept, report.breaks), [version], ())
        assert answer.headline
        assert answer.awaited == (version,)
        message = trend_message(replace(answer, forecasts=(forecast,)), t, ZONE, now=NOW)
        shown = json.dumps(message.blocks, ensure_ascii=False)
        assert when_safe(forecast, t) in shown
        assert t("safe-already", target="99%") not in shown
        assert (f'"{t("cell-safe-probably")}"' in shown) == (forecast.arrival is Arrival.REACHED)


@pytest.mark.parametrize("minimum", [RECOMMENDED.text, "3.170.0"], ids=["kept", "too high"])
def test_nobody_waits_for_what_is_set(minimum: str) -> None:
    """In a break the minimum, and what is below it, is not offered as a version to be told of."""
    report, t = _shown(minimum=minimum), texts_for("en")
    message = breakdown(recommend(report), t, ZONE, now=NOW)

    waiting = [
        Control.decode(str(button["value"])).version
        for block in message.blocks
        for button in block.get("elements", ())
        if button.get("action_id") == controls.ALERT_WHEN_SAFE
    ]
    assert all(each and report.minimum and each > report.minimum for each in waiting)
    assert f"Tell this channel when {minimum} is safe" not in str(message.blocks)


def test_two_days_cost_what_each_answer_says() -> None:
    kept, t = judged(days(minimum=MINIMUM)), texts_for("en")
    first, second = (report_at([each for each in kept if each.day <= day]) for day in (SINCE - DAY, TODAY))
    loss, now = first.loss(RECOMMENDED), second.loss(RECOMMENDED)
    assert loss
    assert now
    shown = str(beside_message((first, second), t, now=NOW).blocks)

    assert loss.low == loss.high < now.high
    assert f"'{t.bounds(loss)}'" in shown
    assert f"'{t.bounds(now)}'" in shown


def test_a_digest_counts_what_comes_next_both_ways() -> None:
    kept, t = judged(days(minimum=MINIMUM)), texts_for("en")
    part = digest_section(report_at(kept), kept[-141:-1])
    coming = next_candidate(part.report)
    assert coming
    part = replace(part, event=None, forecasts=(replace(SAFE_IN_JANUARY, version=coming),))
    loss = part.report.loss(coming)
    assert loss
    assert loss.low < loss.high
    told = t("digest-next", version=coming.text, loss=t.bounds(loss), dated="no")

    assert told in str(digest_message(Digest(SUBSCRIPTION, (part,), due_at=NOW), t).blocks)


def test_home_says_it_once() -> None:
    report, t = _shown(), texts_for("en")
    fleet = fleet_report([FleetRow(SHOP, report.judgement)], Sort.ATTENTION, public=PUBLIC)
    home = HomeTab("U1", Preferences(), "en", ZONE, (Followed(SHOP, report),), 1, waiting=Waiting(attention=fleet))
    shown = str(program_blocks(home, t))

    assert shown.count("All of WeChat: Since 4 Nov WeChat counts old versions about 2.4 times as high") == 1
    assert f"Before 4 Nov, {RECOMMENDED} kept 99%" in shown
    assert shown.count("WeChat counts old versions") == 1


def test_a_fleet_digest_says_it() -> None:
    report = fleet_report([FleetRow(SHOP, _shown().judgement)], Sort.ATTENTION, public=PUBLIC)
    digest = FleetDigest(SUBSCRIPTION, report, (), fleet_memory(report.rows, "fleet"), None)

    assert "All of WeChat: Since 4 Nov" in str(fleet_digest_message(digest, texts_for("en")).blocks)


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
def test_a_fleet_digest_says_how_it_turned(locale: str) -> None:
    """In its notification, and above the totals; then it does not say that nothing changed."""
    t, memory = texts_for(locale), fleet_memory([], "fleet")
    report = fleet_report([FleetRow(SHOP, _shown(1).judgement)], Sort.ATTENTION)
    quiet = FleetDigest(SUBSCRIPTION, report, (), memory, fleet_changes(memory, memory), sent=(TODAY - 7 * DAY,))
    news = BreakNews(Turn.OVER, Break(SINCE, TODAY - DAY, 2.4))
    shown = fleet_digest_message(replace(quiet, public_news=news), t)
    nothing = t("fleet-digest-no-change", day=t.day(quiet.sent[0]))

    assert (quiet.quiet, replace(quiet, public_news=news).quiet) == (True, False)  # so it is not skipped
    assert t("break-turned-over", since=t.day_in_year(TODAY - DAY)) in shown.text
    assert t("break-ended", since=t.day_in_year(TODAY - DAY)) in shown.blocks[1]["text"]["text"]
    assert nothing not in str(shown.blocks)
    assert nothing in str(fleet_digest_message(quiet, t).blocks)


def test_a_lasting_change_is_not_the_news_of_later_weeks() -> None:
    """What changed since stands in the title, without a sign in its midst; the change stands below it."""
    kept = judged(days(since=TODAY - 80 * DAY, minimum=MINIMUM))
    part = replace(digest_section(report_at(kept), kept[-141:-1]), event=None, vanished=(v("3.1.0"),))
    shown = changes_message(Changes(TODAY - 7 * DAY, (ChangedProgram(part),)), texts_for("en"), ZONE)

    assert shown.text == "shop: 3.1.0 vanished from the list"
    assert "it has lasted eight weeks" in str(shown.blocks)


def test_a_digest_of_programs_with_too_few_numbers() -> None:
    """The public numbers alone show that it is over: then it is not said that there is nothing new."""
    kept = judged(days(1, minimum=MINIMUM))
    part = replace(digest_section(report_at(kept), kept[-141:-1]), event=None)
    news = BreakNews(Turn.OVER, Break(SINCE, TODAY - DAY, 2.4))
    shown = digest_message(Digest(SUBSCRIPTION, (part, part), public=PublicCount(news=news)), texts_for("en"))

    assert shown.text.startswith("WeChat has counted old versions as before again since 22 Nov; 2 of 2 programs can be")
    assert "nothing new" not in shown.text


def test_voters_are_warned() -> None:
    """With the share before and now, of which the larger decides how many votes are needed."""
    kept = judged(days(minimum=MINIMUM))
    frozen = evidence_of(raise_answer(report_at(kept), RECOMMENDED, history_of(kept)), None, None, now=NOW)

    assert Caution.BREAK in frozen.cautions
    assert Caution.UNCERTAIN not in frozen.cautions
    assert frozen.loss.low < 1 - SAFE < frozen.loss.high


def test_a_picture_marks_the_days() -> None:
    kept = judged(days(minimum=MINIMUM))[-141:]
    report = _shown()
    picture = trend_picture(trend_answer(report, history_of(kept, report.breaks), [], ()), texts_for("en"))
    marked = [day for day, name in zip(picture.chart.days, picture.chart.day_names, strict=True) if name.endswith("*")]

    assert marked == [TODAY - timedelta(weeks=weeks) for weeks in (2, 1, 0)]
    assert "* counted differently by WeChat" in picture.chart.subtitle


def test_what_keeps_enough_either_way_is_called_safe() -> None:
    shown, t = _shown(), texts_for("en")
    assert shown.safe_minimum
    assert shown.safe_today
    both = min(shown.safe_minimum, shown.safe_today)
    answer = raise_answer(shown, both, history_of(judged(days(minimum=MINIMUM))))

    assert answer.safe
    assert when_sentence(answer, t) == t("safe-already", target=t.exact(SAFE))


def test_nothing_is_compared_with_numbers_that_are_no_good() -> None:
    """A trend shows the newest day as it is, also one that is a truncated list."""
    shown, t = _shown(), texts_for("en")
    spoiled = suspected(shown, Suspicion.LOW_TOTAL)

    whole, short = Frame(shown, t).lines()[0], Frame(spoiled, t).lines()[0]
    assert whole.startswith(short)
    assert "Before 4 Nov," in whole
    assert "Before 4 Nov," not in short

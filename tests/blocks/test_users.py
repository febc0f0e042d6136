"""What is cut off, in people: one sentence in every answer, and the old one where nobody counted them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

import pytest

from bot.blocks.alerts import alert_sentence, armed_again, condition_words
from bot.blocks.decisions.sentences import loss_sentence
from bot.blocks.digest.digest import digest_message
from bot.blocks.digest.fleet_digest import fleet_digest_message
from bot.blocks.fleet import fleet_message, fleet_raise_message
from bot.blocks.kit import limits
from bot.blocks.kit.elements import Message
from bot.blocks.kit.names import people_text, with_users
from bot.blocks.report.recommendation_text import headline
from bot.blocks.what_if import Reader, cover_message, decision_sentence, raise_message
from bot.domain.alerts.alert import Crossing
from bot.domain.alerts.parse import read_condition
from bot.domain.digest.digest import MOST_PROGRAMS, Digest
from bot.domain.digest.subscription import EVERY_PART, Part
from bot.domain.fleet import Filter, Sort
from bot.domain.forecast.forecast import Arrival, CheckedForecast
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.snapshot import Headcount, Users
from bot.domain.report import Report
from bot.domain.trend_history import history_of
from bot.domain.what_if import cover_answer, raise_answer
from bot.i18n import Texts, texts_for
from tests.blocks.checks import assert_builder, block_of
from tests.blocks.samples import (
    DAY,
    FORESEEN,
    REPORTS,
    SAFE_IN_JANUARY,
    SHOP,
    SUBSCRIPTION,
    VERSION,
    ZONE,
    forecast,
    history,
    renamed,
    report,
    section_of,
)
from tests.blocks.samples import NOW as FORECAST_NOW
from tests.blocks.test_digest import QUIET
from tests.blocks.test_fleet import RAISE_ROWS, ROWS
from tests.blocks.test_golden import READER
from tests.domain.build import PROGRAM, TODAY, exactly, report_of, snapshot_of, v
from tests.domain.decisions.build import EVIDENCE, NOW
from tests.fakes.fleet import fleet_raise, fleet_report

USERS: Final = Users(date(2026, 11, 22), android=100_000, iphone=57_000, other=3_000)
EN, ZH = texts_for("en"), texts_for("zh-CN")
SHARES: Final = {"2.30.0": "0.4", "3.0.0": "2.21", "3.8.0": "97.39"}


def users_report(users: Users | None = USERS, minimum: str = "2.30.0") -> Report:
    return Report(PROGRAM, replace(snapshot_of(SHARES, minimum=minimum), users=users))


def test_a_report() -> None:
    assert headline(users_report(), EN) == (
        "Raise the minimum to 3.0.0: it cuts off 0.40% of users, about 640 of 160,000 in 30 days. Now 2.30.0 (0%)."
    )
    assert headline(users_report(), ZH) == (
        "建议将最低版本提高到 3.0.0：影响 0.40% 的用户，即 30 天约 160,000 用户中的 640 人。当前 2.30.0（0%）。"
    )
    assert "(0.40% are cut off, about 640 of 160,000 in 30 days)" in headline(users_report(minimum="3.0.0"), EN)
    assert headline(users_report(minimum="3.8.0"), EN).startswith(
        "3.8.0 cuts off 2.61% of users, about 4,200 of 160,000 in 30 days; 3.0.0 would keep 99%."
    )


def test_raise_and_cover() -> None:
    raised = [raise_answer(users_report(users), v("3.8.0"), history_of([])) for users in (USERS, None)]
    covered = cover_answer(users_report(), Decimal("0.97"), history_of([]))

    assert [decision_sentence(each, EN) for each in raised] == [
        "3.8.0 as the minimum cuts off 2.61% of users, about 4,200 of 160,000 in 30 days.",
        "3.8.0 as the minimum cuts off 2.61% of users (about 1 in 40).",
    ]
    assert "it cuts off 2.61%, about 4,200 of 160,000 in 30 days." in cover_message(covered, READER).text


def test_a_card() -> None:
    assert loss_sentence(replace(EVIDENCE, users=USERS, loss=exactly("0.0261")), EN) == (
        "3.8.0 as the minimum cuts off 2.61% of users, about 4,200 of 160,000 in 30 days."
    )


def test_an_alert() -> None:
    condition = read_condition("loss > 4000 users at 3.8.0")
    crossing = Crossing("wx1", TODAY, NOW, v("3.8.0"), exactly("0.02"), exactly("0.0261"), users=USERS)
    safe = replace(crossing, minimum_before=v("3.0.0"), minimum_after=v("3.8.0"))

    assert alert_sentence(condition, PROGRAM, crossing, EN) == (
        "shop: 3.8.0 as the minimum now cuts off 2.61% of users, about 4,200 of 160,000 in 30 days (before: 2.00%)."
    )
    assert condition_words(condition, EN) == "more than 4,000 users are below 3.8.0"
    assert condition_words(condition, ZH) == "低于 3.8.0 的用户超过 4,000 人"
    assert "clearly within the limit again" in armed_again(condition, EN)
    assert "2.61% of users are cut off, about 4,200 of 160,000 in 30 days." in alert_sentence(
        read_condition("safe minimum rises"), PROGRAM, safe, EN
    )


@pytest.mark.parametrize(
    ("people", "text"),
    [(Headcount(41, 41), "41"), (Headcount(4_176, 4_199), "4,200"), (Headcount(0, 5_080), "0 to 5,100")],
)
def test_a_range_of_people(people: Headcount, text: str) -> None:
    assert people_text(people, EN) == text


@pytest.mark.parametrize(
    ("loss", "people"),
    [
        (exactly("0.99"), "almost all of about 160,000"),
        (Bounds(Decimal("0.995"), Decimal(1)), "almost all of about 160,000"),
        (Bounds(Decimal("0.8"), Decimal("0.9")), "about 130,000 to 140,000 of 160,000"),
        (exactly("1"), "about 160,000 of 160,000"),
    ],
)
def test_not_all_do_not_read_as_all(loss: Bounds, people: str) -> None:
    assert f", {people} in 30 days" in with_users("raise", loss, USERS, EN, version="3.8.0")


def test_nobody_is_not_about_nobody() -> None:
    """Where no one is cut off, as where no one was counted, the sentence is the old one."""
    plain = "3.0.0 is the minimum now: 0% of users are cut off."

    assert with_users("raise-present", exactly("0"), USERS, EN, version="3.0.0", when="now") == plain
    assert "about" not in with_users(
        "raise-present", Bounds(Decimal(0), Decimal("0.1")), None, EN, version="1", when=""
    )


def test_all_of_wechat_has_no_number() -> None:
    assert (
        headline(users_report(None), EN) == "Raise the minimum to 3.0.0: 0.40% of users are cut off. Now 2.30.0 (0%)."
    )
    assert headline(report_of(SHARES), EN) == headline(Report(PROGRAM, snapshot_of(SHARES)), EN)


def test_a_fleet() -> None:
    """The sum, how many programs have no number, each row's people, and an order by them."""
    rows = [replace(row, users=USERS) if row.program == SHOP else row for row in ROWS]
    counted, before = fleet_report(rows, Sort.USERS), fleet_report(ROWS, Sort.NAME)
    made, ready = (fleet_message(replace(counted, only=only), EN) for only in (Filter.ALL, Filter.READY))

    assert (
        "Today’s minimums cut off about 3,800 users in 30 days, of 1 program that counts them."
        " 4 programs have no number."
    ) in str(made.blocks)
    assert "1 个有用户数的小程序，当前最低版本 30 天合计影响约 3,800 名用户" in str(fleet_message(counted, ZH).blocks)
    assert [row[1]["text"] for row in block_of(made, "data_table")["rows"][1:3]] == ["2.40% · about 3,800", "–"]
    assert "0.80% · about 1,300" in str(ready.blocks)
    assert ["most people cut off" in str(fleet_message(each, EN).blocks) for each in (counted, before)] == [True, False]
    assert "never their number" not in str(made.blocks)


def test_a_new_minimum_for_a_fleet() -> None:
    rows = [replace(row, users=USERS) for row in RAISE_ROWS]

    assert (
        "About 15,000 to 16,000 users in 30 days are below 3.9.0, of 3 programs that count them;"
        " who uses two counts twice. 1 program has no number."
    ) in str(fleet_raise_message(fleet_raise(v("3.9.0"), rows), EN).blocks)


def test_a_fleets_digest() -> None:
    report = fleet_report([replace(row, users=USERS) for row in ROWS], Sort.ATTENTION)

    assert "cut off about 4,300 to 5,300 users in 30 days, of 3 programs that count them" in str(
        fleet_digest_message(replace(QUIET, report=report), EN).blocks
    )


_EN = texts_for("en")
NEXT = v("3.9.2")
NEXT_IN_JANUARY = replace(SAFE_IN_JANUARY, version=NEXT)


def _raised(checked_forecast: CheckedForecast | None, kept: Report = REPORTS["shares"]) -> Callable[[Texts], Message]:
    answer = raise_answer(kept, VERSION, history_of([*history([1, 4]), kept.snapshot]), {VERSION: checked_forecast})
    return lambda t: raise_message(answer, Reader(t, ZONE, FORECAST_NOW))


def test_golden() -> None:
    section = replace(section_of(report(), [1]), forecasts=(NEXT_IN_JANUARY,))
    digest = Digest(SUBSCRIPTION, (section,), due_at=FORECAST_NOW)
    raised = {case: _raised(checked_forecast) for case, checked_forecast in FORESEEN.items()}

    assert_builder("forecast", {**raised, "digest": lambda t: digest_message(digest, t)}, full="expected")


@pytest.mark.parametrize(("as_of", "named"), [(None, "Today"), (DAY, "Then")])
def test_the_chart_is_one_line_up_to_today_and_beyond(as_of: date | None, named: str) -> None:
    message = _raised(FORESEEN["expected"], replace(REPORTS["shares"], as_of=as_of))(_EN)
    block = block_of(message, "data_visualization")
    ((line,), axes) = (block["chart"][part] for part in ("series", "axis_config"))

    assert (block["title"], block["chart"]["type"]) == ("Users below 3.12.0", "area")
    assert axes["x_label"] == "Measured until 23 Nov, then forecast"
    assert axes["categories"] == ["26 Oct", "16 Nov", named, "21 Dec", "18 Jan"]
    assert [line["name"], *(point["value"] for point in line["data"])] == ["3.12.0", 9.0, 9.0, 9.0, 3.12, 1.03]


@pytest.mark.parametrize(
    ("arrival", "named"),
    [(Arrival.NOT_WITHIN_A_YEAR, True), (Arrival.TOO_LITTLE_HISTORY, False), (Arrival.NO_USERS, False)],
)
def test_a_digest_does_not_say_that_nothing_is_known(arrival: Arrival, named: bool) -> None:  # noqa: FBT001
    section = replace(section_of(report(), [1]), forecasts=(replace(forecast(arrival), version=NEXT),))
    message = digest_message(Digest(SUBSCRIPTION, (section,), due_at=FORECAST_NOW), _EN)

    assert ("Next:" in str(message.blocks)) is named


@pytest.mark.parametrize(("minimum", "named"), [("3.9.1", True), ("3.9.2", False)])
def test_a_digest_names_no_next_version_that_is_the_minimum(minimum: str, named: bool) -> None:  # noqa: FBT001
    section = replace(section_of(report(minimum=minimum), [1]), forecasts=(NEXT_IN_JANUARY,))
    message = digest_message(Digest(SUBSCRIPTION, (section,), due_at=FORECAST_NOW), _EN)

    assert ("Next:" in str(message.blocks)) is named


def test_digests_of_many_programs_keep_within_slacks_limits() -> None:
    late = replace(forecast(Arrival.NOT_WITHIN_A_YEAR, earliest=SAFE_IN_JANUARY.day), version=v("3.1.0"))
    kept = [renamed(REPORTS["many-versions"], number) for number in range(MOST_PROGRAMS)]
    sections = tuple(replace(section_of(each, range(1, 9)), forecasts=(late,)) for each in kept)

    for count in range(1, MOST_PROGRAMS + 1):
        assert limits.fits(digest_message(Digest(SUBSCRIPTION, sections[:count], due_at=FORECAST_NOW), _EN).blocks)


def test_who_wants_no_movement_gets_no_forecast() -> None:
    section = replace(section_of(report(), [1]), forecasts=(NEXT_IN_JANUARY,))
    subscription = replace(SUBSCRIPTION, parts=EVERY_PART - {Part.MOVEMENT})

    assert "Next:" not in str(digest_message(Digest(subscription, (section,), due_at=FORECAST_NOW), _EN).blocks)


def test_of_users_without_a_version_nothing_is_foreseen() -> None:
    """If there are any, the text says so: the loss beside it is a range that holds them."""
    without = texts_for("en")("forecast-certain")

    assert without in str(_raised(FORESEEN["expected"], REPORTS["unreported"])(_EN).blocks)
    assert without not in str(_raised(FORESEEN["expected"])(_EN).blocks)


def test_nothing_is_said_where_nothing_can_be_computed() -> None:
    assert "99%" not in str(_raised(None)(_EN).blocks)

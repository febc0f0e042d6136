"""What a breakdown says first, and its buttons per person."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import pytest

from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Message
from bot.blocks.report.recommendation_text import headline, reading_view
from bot.blocks.report.report import (
    breakdown,
    export_choice,
    export_warnings,
    file_sent_message,
    history_comment,
    report_comment,
    trend_comment,
)
from bot.domain.forecast.forecast import Arrival, Forecast
from bot.domain.numbers.distribution import SAFE
from bot.domain.numbers.judgement import Suspicion
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import Program
from bot.domain.recommendation import Recommendation, recommend
from bot.domain.report import Report
from bot.errors import NumbersUnusable
from bot.i18n import Texts, texts_for
from tests.blocks.checks import action_ids, assert_builder, block_of
from tests.blocks.samples import DAY, NOW, RECOMMENDATIONS, REFUSED, REPORTS, SHOP, ZONE, report, snapshot
from tests.blocks.test_trend import TRENDS
from tests.domain.build import suspected, v

T = texts_for("en")
ONE: Final = {"3.1.0": "60", "3.0.0": "39.22", "2.9.0": "0.7", "2.8.0": "0.08"}
EMPTY: Final = NumbersUnusable(reason="no-data")


def shown(made: Report | Recommendation, **settings: Any) -> Message:
    return breakdown(made if isinstance(made, Recommendation) else recommend(made), T, ZONE, now=NOW, **settings)


def first_lines(message: Message) -> list[str]:
    return str(block_of(message, "section")["text"]["text"]).split("\n")[1:]


def cells(message: Message) -> list[list[str]]:
    return [[cell["text"] for cell in row] for row in block_of(message, "data_table")["rows"]]


def menu(message: Message) -> list[str]:
    *_, more = block_of(message, "actions")["elements"]
    return [Control.decode(option["value"]).text for option in more["options"]]


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (report(ONE, minimum="2.9.0"), "Raise the minimum to 3.0.0: 0.78% of users are cut off."),
        (report(ONE, minimum="3.0.0"), "Keep 3.0.0: it is the highest minimum that keeps 99% of users (0.78% are cut"),
        (report(ONE, minimum="3.1.0"), "3.1.0 cuts off 40.0% of users; 3.0.0 would keep 99%. Lowering"),
        (
            replace(report(ONE, minimum="2.9.0"), as_of=DAY),
            "The highest minimum that keeps 99% of users is 3.0.0 (0.78%",
        ),
        (replace(report(ONE, minimum="2.9.0"), stale_because=REFUSED), "The highest minimum that keeps 99% of users"),
        (
            suspected(report(ONE, minimum="2.9.0"), Suspicion.LOW_TOTAL),
            "No listed version is certain to keep 99% of users. Now 2.9.0",
        ),
        (report(ONE, minimum=""), "Set the minimum to 3.0.0: 0.78% of users are cut off. WeChat reports no minimum"),
        (REPORTS["all-of-wechat"], "The highest minimum that keeps 99% of users is 2.33.0 (0.82% are below it)."),
    ],
    ids=["raise", "keep", "too high", "an earlier day", "old numbers", "doubtful numbers", "no minimum", "wechat"],
)
def test_the_decision_comes_first(made: Report, says: str) -> None:
    assert headline(made, T).startswith(says)


def test_the_notification_names_the_program() -> None:
    message = shown(report(ONE, minimum="2.9.0"))

    assert message.text == "shop: Raise the minimum to 3.0.0: 0.78% of users are cut off. Now 2.9.0 (0.08%)."


NEXT: Final = v("3.1.0")


def forecast(
    arrival: Arrival, day: date | None = None, earliest: date | None = None, latest: date | None = None
) -> Forecast:
    return Forecast(NEXT, SAFE, DAY, arrival, day, earliest, latest)


@pytest.mark.parametrize(
    ("coming", "says"),
    [
        (
            forecast(Arrival.EXPECTED, date(2026, 12, 23), date(2026, 12, 10), date(2026, 12, 27)),
            "Next: 3.1.0, safe around 23 Dec (10–27 Dec); today it would cut off 40.0%.",
        ),
        (
            forecast(Arrival.EXPECTED, date(2027, 9, 30), date(2027, 5, 17)),
            "Next: 3.1.0, safe around 30 Sept 2027 (17 May at the earliest, perhaps not within a year);",
        ),
        (forecast(Arrival.NOT_WITHIN_A_YEAR), "Next: 3.1.0, not safe within a year; today"),
        (
            forecast(Arrival.TOO_LITTLE_HISTORY),
            "Next: 3.1.0; today it would cut off 40.0%. A forecast takes four weeks",
        ),
        (None, "Next: 3.1.0; today it would cut off 40.0%."),
    ],
    ids=["expected", "perhaps late", "not within a year", "too little history", "not asked"],
)
def test_what_follows(coming: Forecast | None, says: str) -> None:
    """Second paragraph: the minimum, the next one, when it is safe, and its cost today."""
    made = recommend(report(ONE, minimum="2.9.0"), forecasts={NEXT: coming})
    second = [block["text"]["text"] for block in shown(made).blocks if block["type"] == "section"][1]

    assert second.startswith(f"Now 2.9.0 (0.08%). {says}")


def test_the_table_has_the_rows_of_a_decision() -> None:
    """Loss comes second; each row is labelled, and its numbers are true of its version."""
    made = recommend(
        report(ONE, minimum="2.9.0"),
        [snapshot({"3.0.0": "98.9", "2.9.0": "1", "2.8.0": "0.1"}, day=DAY - timedelta(weeks=4))],
        {NEXT: forecast(Arrival.EXPECTED, date(2027, 7, 2))},
    )

    assert cells(shown(made)) == [
        ["Minimum", "Cut off", "4 weeks ago", "Coverage", "Safe from", "Share"],
        ["2.9.0 (now)", "0.08%", "0.10%", "99.92%", "–", "0.70%"],
        ["3.0.0 (recommended)", "0.78%", "1.10%", "99.22%", "now", "39.2%"],
        ["3.1.0 (next, newest)", "40.0%", "–", "60.0%", "2 Jul 2027", "60.0%"],
    ]


def test_the_bars_are_the_table_s_losses() -> None:
    """Versions in the text are in the picture; a 40 % loss would dwarf the others."""
    block = block_of(shown(report(ONE, minimum="2.9.0")), "data_visualization")
    chart = block["chart"]

    assert block["title"] == "Users cut off (2.9.0 now, 3.0.0 recommended)"
    assert chart["type"] == "bar"
    assert chart["series"][0]["data"] == [
        {"label": "2.9.0", "value": 0.08},
        {"label": "3.0.0", "value": 0.78},
    ]


def test_one_date_for_one_reading() -> None:
    """China's: in New York it was still the evening before, and the modal says so."""
    made = recommend(report())
    message = breakdown(made, T, "America/New_York", now=NOW)
    view = reading_view(made, T, "America/New_York")

    assert "23 Nov 2026" in block_of(message, "data_table")["caption"]
    assert "22 Nov" not in str(message.blocks)
    assert "Numbers of 23 Nov 2026 in China, read from WeChat" in str(view)
    assert "Sun 22 Nov 2026, 20:00 (America/New_York)" in str(view)
    assert "Days of numbers are days in China" in str(view)


def test_where_the_numbers_come_from_is_in_the_modal() -> None:
    made = recommend(report())

    assert "add up to" not in str(shown(made).blocks)
    assert "getSupportVersion" in str(reading_view(made, T, ZONE))
    assert "They add up to 100%." in str(reading_view(made, T, ZONE))


def test_good_numbers_stand_in_for_unusable_ones() -> None:
    old = replace(report(ONE, minimum="2.9.0"), stale_because=EMPTY)
    message = breakdown(recommend(old), T, ZONE, now=NOW + timedelta(days=2))
    first, why = first_lines(message)

    assert first.startswith("*As of 23 Nov 2026: The highest minimum that keeps 99% of users is 3.0.0")
    assert why == "⚠️ WeChat’s newest list has no usage data. The numbers shown are from 23 Nov. Baselib keeps retrying."
    assert message.text.startswith("As of") is False
    assert controls.REPORT_REFRESH in action_ids(message)


def test_numbers_of_another_day_say_so() -> None:
    (first, *_) = first_lines(breakdown(recommend(report()), T, ZONE, now=datetime(2026, 11, 25, tzinfo=UTC)))

    assert first.startswith("*As of 23 Nov 2026: ")


def test_an_editor_can_do_everything() -> None:
    """Tell the channel, propose, share, ask what if, look back; more in the menu. Only old numbers are read again."""
    message = shown(recommend(report(ONE, minimum="2.9.0")))

    assert action_ids(message) == [
        controls.DECISION_PROPOSE,
        controls.ALERT_WHEN_SAFE,
        controls.REPORT_SHARE,
        controls.REPORT_WHAT_IF,
        controls.LOOK_BACK,
        controls.REPORT_MORE,
    ]
    assert menu(message) == ["all", "trend", "digest", "export", "reading"]


def test_who_can_settle_a_meaning() -> None:
    message = shown(REPORTS["undetermined"])

    assert controls.REPORT_SETTLE in action_ids(message)
    assert "WECHAT_PERCENTAGE_MEANING" not in str(message.blocks)
    assert "The operator of Baselib can settle their meaning." in str(message.blocks)


def test_what_holds_under_several_meanings() -> None:
    """It can be set; below stand the meanings and who can settle it, beside WeChat's numbers; nothing is drawn."""
    message = shown(REPORTS["two-meanings"])
    words = str(message.blocks)

    assert message.text == (
        "shop: Raise the minimum to 1.4.1: 0% of users are cut off. However the data is read, 1.4.1 keeps "
        "99%; of a higher minimum that is not certain. Now 1.2.0 (0%)."
    )
    assert "Next: 1.4.2; today it would cut off 0% to 1.32%." in words
    assert "The values fit 2 meanings: the share of users below each version and the share of users on" in words
    assert "The operator of Baselib can settle their meaning." in words
    assert {controls.REPORT_SETTLE, controls.DECISION_PROPOSE} <= set(action_ids(message))
    assert "data_visualization" not in words
    assert "WeChat’s number" in words
    assert "'Share'" not in words


def test_how_a_meaning_is_settled() -> None:
    made = RECOMMENDATIONS["undetermined"]

    assert "WECHAT_PERCENTAGE_MEANING" in str(reading_view(made, T, ZONE, settle=True))
    assert "WECHAT_PERCENTAGE_MEANING" not in str(reading_view(made, T, ZONE))


def test_an_earlier_day_offers_nothing_about_now() -> None:
    message = shown(replace(REPORTS["many-versions"], as_of=DAY))
    share, what_if, _, more = block_of(message, "actions")["elements"]
    that_day = Control(SHOP.appid, day=DAY, choice=controls.THEN)

    assert [element["action_id"] for element in (share, what_if, more)] == [
        controls.REPORT_SHARE,
        controls.REPORT_WHAT_IF,
        controls.REPORT_MORE,
    ]
    assert Control.decode(share["value"]) == that_day
    assert Control.decode(what_if["options"][0]["value"]) == replace(that_day, version=v("3.0.0"))
    assert [Control.decode(option["value"]) for option in more["options"]] == [
        replace(that_day, text=kind) for kind in ("all", "trend", "export", "reading")
    ]


def test_a_shared_earlier_day_opens_that_day() -> None:
    message = shown(replace(REPORTS["shares"], as_of=DAY), shared_by="U0SHARER")
    (opens,) = block_of(message, "actions")["elements"]

    assert Control.decode(opens["value"]) == Control(SHOP.appid, day=DAY, choice=controls.THEN)


@pytest.mark.parametrize(("case", "kinds"), [("shares", 4), ("undetermined", 3)])
def test_what_can_be_exported(case: str, kinds: int) -> None:
    (select,) = block_of(export_choice(REPORTS[case], T), "actions")["elements"]
    offered = [Control.decode(option["value"]).text for option in select["options"]]

    assert len(offered) == kinds
    assert ("browserslist" in offered) is (case == "shares")


def test_all_versions_and_fewer() -> None:
    few, every = (shown(REPORTS["many-versions"], all_versions=whole) for whole in (False, True))

    assert (menu(few)[0], menu(every)[0]) == ("all", "fewer")
    assert len(cells(every)) == 1 + 40


def test_a_shared_breakdown_can_only_be_opened() -> None:
    assert action_ids(shown(REPORTS["many-versions"], shared_by="U0SHARER")) == [controls.REPORT_OPEN]


def test_it_is_not_shared_twice() -> None:
    assert controls.REPORT_SHARE not in action_ids(shown(REPORTS["shares"], shared=True))


def test_buttons_name_what_is_shown() -> None:
    """Share and menu use the shown day, not the newest; a version is chosen with program and cost."""
    _, message, share, what_if, _, more = block_of(shown(report(ONE, minimum="2.9.0")), "actions")["elements"]

    assert Control.decode(message["value"]) == Control(SHOP.appid, version=NEXT)
    assert Control.decode(share["value"]) == Control(SHOP.appid, day=DAY)
    assert Control.decode(more["options"][0]["value"]) == Control(SHOP.appid, day=DAY, text="all")
    assert [(each["text"]["text"], Control.decode(each["value"]).version) for each in what_if["options"]][:2] == [
        ("2.9.0 · 0.08%", v("2.9.0")),
        ("3.0.0 · 0.78%", v("3.0.0")),
    ]


def test_nothing_is_asked_what_if_without_a_loss() -> None:
    assert controls.REPORT_WHAT_IF not in action_ids(shown(REPORTS["undetermined"]))


@pytest.mark.parametrize(
    ("case", "marked"),
    [
        ("shares", "2.19.4 (now)"),
        ("deep-minimum", "3.26.0 (now)"),
        ("many-versions", "3.1.0 (now)"),
    ],
)
@pytest.mark.parametrize("whole", [False, True])
def test_the_minimum_is_marked(case: str, marked: str, *, whole: bool) -> None:
    rows = cells(shown(REPORTS[case], all_versions=whole))

    assert [row[0] for row in rows if "now" in row[0]] == [marked]


def test_all_versions_are_newest_first() -> None:
    every = [row[0].split(" ")[0] for row in cells(shown(REPORTS["many-versions"], all_versions=True))]

    assert every[29:32] == ["3.11.0", "3.10.0", "3.9.0"]


@pytest.mark.parametrize("case", ["shares", "many-versions", "unreported", "undetermined"])
def test_numbers_sort_as_numbers(case: str) -> None:
    table = block_of(shown(REPORTS[case]), "data_table")

    for column in list(zip(*table["rows"][1:], strict=True))[1:]:
        assert {cell["type"] for cell in column} == {"raw_number"}


def test_the_person_who_imported_is_mentioned() -> None:
    assert "imported by <@U0ALICE> on" in str(reading_view(RECOMMENDATIONS["imported"], T, ZONE))


FILE = "baselib-shop-2026-11-23.csv"
OLDER = replace(suspected(REPORTS["shares"], Suspicion.SINGLE_VERSION), as_of=DAY + timedelta(days=2))


DAYS: Final = [REPORTS["shares"], replace(REPORTS["shares"])]
SENT: Final[dict[str, Callable[[Texts], Message]]] = {
    "sent": lambda t: file_sent_message(FILE, t),
    "with-warnings": lambda t: file_sent_message(FILE, t, warnings=export_warnings(OLDER, t, ZONE, now=NOW)),
}
COMMENTS: Final[dict[str, Callable[[Texts], str]]] = {
    "breakdown": lambda t: report_comment(FILE, REPORTS["shares"], t),
    "days": lambda t: history_comment(FILE, DAYS, t),
    "one-day": lambda t: history_comment(FILE, DAYS[:1], t),
    "trend": lambda t: trend_comment(FILE, TRENDS["with-public"], t),
}


def test_messages() -> None:
    assert_builder("export", SENT, full="with-warnings")
    assert_builder("export_comments", COMMENTS, in_slack=False)


def test_a_nickname_pings_no_one() -> None:
    named = replace(REPORTS["shares"], program=Program(Visible("wx1"), nickname="<!channel>"))
    comments = [report_comment(FILE, named, texts_for("en")), history_comment(FILE, [named], texts_for("en"))]

    assert all("&lt;!channel&gt;" in comment and "<!" not in comment for comment in comments)


def test_sound_numbers_need_no_warning() -> None:
    assert export_warnings(REPORTS["shares"], texts_for("en"), ZONE, now=NOW) == []

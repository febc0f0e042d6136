"""What each surface says to do about a minimum, read from its words as a person reads it, and compared."""

import json
import re
from dataclasses import replace
from decimal import Decimal
from itertools import accumulate, cycle
from typing import Final

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.blocks.digest.digest import digest_message
from bot.blocks.digest.fleet_digest import fleet_digest_message
from bot.blocks.fleet import fleet_message, fleet_raise_message
from bot.blocks.home.home import home_view
from bot.blocks.kit.elements import Message
from bot.blocks.report.report import breakdown
from bot.blocks.trend import trend_message
from bot.blocks.what_if import Reader, raise_message
from bot.domain.digest.digest import Digest, digest_section
from bot.domain.digest.fleet_digest import FleetDigest, fleet_changes
from bot.domain.fleet import FleetReport, Sort, raise_row
from bot.domain.fleet_row import FleetRow
from bot.domain.forecast.forecast import Arrival
from bot.domain.home import Followed
from bot.domain.numbers.judgement import Judgement
from bot.domain.numbers.snapshot import KnownLoss, Visible, loss_at
from bot.domain.recommendation import recommend, versions_to_forecast
from bot.domain.report import Report
from bot.domain.trend import trend_answer
from bot.domain.trend_history import history_of
from bot.domain.what_if import raise_answer
from bot.export.report_json import report_json
from bot.i18n import Texts, texts_for
from tests.blocks.checks import block_of, mrkdwn_texts
from tests.blocks.homes import NEW
from tests.blocks.samples import DAY, NEWS, NOW, REPORTS, SHOP, SUBSCRIPTION, ZONE, forecast, report, snapshot
from tests.domain.build import v
from tests.fakes.fleet import fleet_memory, fleet_raise, fleet_report

EN, ZH = texts_for("en"), texts_for("zh-CN")
LISTED: Final = ("2.9.0", "2.19.4", "2.33.0", "3.0.0", "3.5.5", "3.8.1")
_VERSION: Final = r"(\d+(?:\.\d+)+)"
_RAISE: Final = re.compile(
    rf"(?:[Rr]aise (?:the minimum )?to|[Ss]et the minimum to|raised to|shop to|提高到|设为|shop 到) {_VERSION}"
)
_IDLE: Final = re.compile(r"nothing to do|\b[Kk]eep \d|\b(?:is|are) fine|无需操作|保持 \d|个正常")
_REVIEW: Final = re.compile(rf"{_VERSION} (?:still )?cuts off|cuts? off more than 1%|{_VERSION} 仍?影响|影响超过 1%")


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """A program of six versions, of which the oldest are rare; its minimum may be any of them, or none.

    Some are cumulative, of open meaning.
    """
    tail = [draw(st.integers(0, 150)) for _ in LISTED[:3]]
    rest = 10_000 - sum(tail)
    middle = [draw(st.integers(0, rest // 3)) for _ in LISTED[3:5]]
    hundredths = [*tail, *middle, rest - sum(middle)]
    if draw(st.booleans()):
        lowest = draw(st.integers(50, 95)) * 100 - sum(hundredths[:-1])
        hundredths = list(accumulate([0, *hundredths[:4], max(0, lowest)]))
    rows = {version: str(Decimal(each) / 100) for version, each in zip(LISTED, hundredths, strict=True)}
    return report(rows, minimum=draw(st.sampled_from([*LISTED, ""])))


def words_of(value: object) -> str:
    if isinstance(value, dict):
        return "\n".join(words_of(inner) for key, inner in value.items() if key in ("text", "blocks", "fields", "rows"))
    if isinstance(value, list | tuple):
        return "\n".join(words_of(inner) for inner in value)
    return value if isinstance(value, str) else ""


def surfaces(made: Report, texts: Texts) -> dict[str, str]:
    """What a person reads about one program in each place, its title and notification apart."""
    before = replace(made.snapshot, day=DAY.replace(day=16))
    alone = digest_message(Digest(SUBSCRIPTION, (digest_section(made, [before]),), due_at=NOW), texts)
    other = report({"3.1.0": "60", "3.0.0": "40"}, minimum="3.0.0", program=NEWS)
    quiet = digest_section(other, [replace(other.snapshot, day=before.day)])
    two = digest_message(Digest(SUBSCRIPTION, (digest_section(made, [before]), quiet), due_at=NOW), texts)
    home = home_view(replace(NEW, followed=(Followed(made.program, made),), programs=1), texts, now=NOW)
    shown = breakdown(recommend(made), texts, ZONE, now=NOW)
    found = {
        "report": words_of(shown.blocks[:2]),
        "its notification": shown.text,
        "digest of one": words_of(alone.blocks[2:3]),
        "its title": words_of(alone.blocks[:1]),
        "digest of two": words_of(two.blocks[2:3]),
        "the title of two": words_of(two.blocks[:1]),
        "the notification of two": two.text,
        "home": "\n".join(line for line in words_of(home).split("\n") if line.startswith(f"*{SHOP.name}")),
        "fleet's row": _row_of(fleet(made), texts),
    }
    return {name: text.replace("*", "") for name, text in found.items()}


def fleet(made: Report) -> FleetReport:
    return fleet_report([FleetRow(made.program, made.judgement)], Sort.ATTENTION)


def _row_of(found: FleetReport, texts: Texts) -> str:
    message = fleet_message(found, texts)
    table = next(block for block in message.blocks if block["type"] == "data_table")
    return "\n".join(cell["text"] for row in table["rows"][1:] for cell in row)


@pytest.mark.parametrize("t", [EN, ZH], ids=["en", "zh-CN"])
@given(made=reports())
def test_every_surface_says_the_same(t: Texts, made: Report) -> None:
    """Where one raises, all raise to that version; and none of them says that there is nothing to do."""
    found = surfaces(made, t)

    raised = {name: set(_RAISE.findall(text)) for name, text in found.items()}
    wanted = raised["report"]
    assert len(wanted) <= 1
    for name, text in found.items():
        assert raised[name] == wanted, (name, text)
        if wanted:
            assert not _IDLE.search(text), (name, text)
            assert not _REVIEW.search(text), (name, text)
    reviewed = {name: bool(_REVIEW.search(text)) for name, text in found.items() if name != "fleet's row"}
    assert set(reviewed.values()) == {reviewed["report"]}, found


@given(made=reports())
def test_exports_say_what_the_report_says(made: Report) -> None:
    exported = json.loads(json.dumps(report_json(made)))["advice"]

    found = _RAISE.findall(surfaces(made, EN)["report"])
    assert ([exported["version"]] if exported["do"] == "raise" else []) == found
    assert (exported["version"] is not None) == (exported["do"] == "raise")


def days_in(message: Message) -> dict[str, str]:
    """When each version is safe, as its table says."""
    table = block_of(message, "data_table")
    header, *rows = ([cell["text"] for cell in row] for row in table["rows"])
    return {row[0].split(" ")[0]: row[header.index("Safe from")] for row in rows if "Safe from" in header}


@given(made=reports())
def test_every_table_says_the_same_day(made: Report) -> None:
    """What the breakdown says of a version is what a digest and a trend say of it."""
    assume(made.distribution)
    day = forecast(Arrival.EXPECTED, day=DAY.replace(month=12), earliest=DAY)
    kinds = cycle([forecast(Arrival.NOT_WITHIN_A_YEAR), day, forecast(Arrival.TOO_LITTLE_HISTORY)])
    found = {version: replace(next(kinds), version=version) for version in versions_to_forecast(made)}
    assume(found)
    section = replace(digest_section(made, []), forecasts=tuple(found.values()))
    trend = replace(trend_answer(made, history_of([made.snapshot]), (), ()), forecasts=tuple(found.values()))

    said = days_in(breakdown(recommend(made, (), found), EN, ZONE, now=NOW))
    for other in (
        days_in(digest_message(Digest(SUBSCRIPTION, (section,), due_at=NOW), EN)),
        days_in(trend_message(trend, EN, ZONE, now=NOW)),
    ):
        both = said.keys() & other.keys()
        assert both
        assert {version: other[version] for version in both} == {version: said[version] for version in both}


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        (
            "America/New_York",
            "Numbers of 23 Nov 2026 in China, read from WeChat (getSupportVersion) on Sun 22 Nov 2026, 20:00",
        ),
        (ZONE, "Data as of Mon 23 Nov 2026, 09:00"),
    ],
)
def test_an_earlier_day_has_one_date(zone: str, said: str) -> None:
    """Where it was read on another day than it is named by, the answer says once why."""
    then = replace(REPORTS["shares"], as_of=DAY)
    answer = raise_answer(then, v("3.12.0"), history_of([then.snapshot]))
    message = raise_message(answer, Reader(EN, zone, NOW))
    words = "\n".join([message.blocks[0]["text"]["text"], *mrkdwn_texts(message.blocks)])

    assert "As of 23 Nov 2026" in words
    assert said in words
    assert words.count("22 Nov") <= 1
    assert ("Data as of" in words) == (zone == ZONE)


UNKNOWN: Final = sorted(case for case, made in REPORTS.items() if made.losses is None)


@pytest.mark.parametrize("case", UNKNOWN)
def test_what_is_not_known_is_not_a_no(case: str) -> None:
    made = REPORTS[case]
    version = v("3.5.5")
    row = raise_row(made.program, loss_at(made.snapshot, version), version, made.judgement)
    answer = fleet_raise_message(fleet_raise(version, [row]), EN)

    for name, text in surfaces(replace(made, program=SHOP), EN).items():
        assert not _IDLE.search(text.replace("nothing to do for 1, the others are not known", "")), (name, text)
    assert "not known" in answer.text
    assert not re.search(r"\b(?:No|0)\b", answer.text)


def test_programs_without_numbers_are_no_part_of_the_answer() -> None:
    version = v("2.33.0")
    known = [raise_row(each, loss_at(snapshot(), version), version, snapshot().judgement) for each in (SHOP, NEWS)]
    unknown = raise_row(replace(SHOP, alias="mall"), KnownLoss(None, None), version, Judgement())

    sentence = fleet_raise_message(fleet_raise(version, [*known, unknown]), EN).text
    assert "2 of 2 Mini Programs can be raised to 2.33.0" in sentence
    assert "What 2.33.0 costs 1 Mini Program is not known" in sentence


def test_several_that_can_be_raised_are_in_the_title() -> None:
    parts = []
    for number in range(4):
        program = replace(SHOP, appid=Visible(f"wx{number}"), alias=f"shop{number}")
        made = report(program=program)
        parts.append(digest_section(made, [replace(made.snapshot, day=DAY.replace(day=16))]))

    title = digest_message(Digest(SUBSCRIPTION, tuple(parts), due_at=NOW), EN).text
    assert title == (
        "4 of 4 programs can be raised: shop0 to 2.33.0, shop1 to 2.33.0, shop2 to 2.33.0 and 1 more; nothing new"
    )


def test_programs_left_out_are_not_vouched_for() -> None:
    made = report({"3.1.0": "60", "3.0.0": "40"}, minimum="3.0.0")
    part = digest_section(made, [replace(made.snapshot, day=DAY.replace(day=16))])

    title = digest_message(Digest(SUBSCRIPTION, (part,), left_out=3, due_at=NOW), EN).text
    assert title == "4 programs: nothing to do for 1, the others are not known; nothing new"


@given(made=reports())
def test_a_fleet_s_title_counts_as_its_body(made: Report) -> None:
    found = fleet(made)
    memory = fleet_memory(found.rows, "fleet")
    digest = FleetDigest(SUBSCRIPTION, found, (), memory, fleet_changes(memory, memory), sent=(DAY,), due_at=NOW)
    message = fleet_digest_message(digest, EN)
    title, body = words_of(message.blocks[0]), words_of(message.blocks[1])

    to_raise = bool(_RAISE.findall(surfaces(made, EN)["report"]))
    assert ("1 can be raised today" in title) == ("1 can be raised today" in body) == to_raise
    assert ("fine" in title) == ("fine" in body)


def test_no_version_is_read_wrongly() -> None:
    assert _RAISE.findall("Raise the minimum to 3.5.5: 0.77% of users are cut off.") == ["3.5.5"]
    assert _RAISE.findall("建议将最低版本提高到 3.5.5：影响 0.77% 的用户。") == ["3.5.5"]
    assert _IDLE.search("2 programs: nothing to do this week")

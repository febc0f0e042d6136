"""What is odd about numbers: each kind has its sentence, and every answer says the same."""

import html
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest

from bot.blocks.can import can_message
from bot.blocks.digest.changes import changes_message
from bot.blocks.digest.digest import digest_message
from bot.blocks.fleet import fleet_message
from bot.blocks.home.home import program_blocks
from bot.blocks.kit.elements import Message
from bot.blocks.kit.names import commands_message
from bot.blocks.platform import authorised_message
from bot.blocks.report.frame import Frame, beside_message, caveat_lines
from bot.blocks.report.report import breakdown, export_warnings
from bot.blocks.trend import trend_message
from bot.blocks.what_if import Reader, cover_message, raise_message
from bot.blocks.workflows import loss_outputs
from bot.domain.caveats import Effect, Key, Place, caveats, caveats_of
from bot.domain.digest.changes import ChangedProgram, Changes
from bot.domain.digest.digest import Digest, digest_section
from bot.domain.fleet import Sort
from bot.domain.fleet_row import FleetRow
from bot.domain.home import Followed, HomeTab, Preferences
from bot.domain.numbers.distribution import SAFE
from bot.domain.numbers.judgement import UNKNOWN, Break
from bot.domain.numbers.version import Meaning, Pin, Scale, Version
from bot.domain.recommendation import recommend
from bot.domain.report import Broken, Report
from bot.domain.trend import TrendAnswer, trend_answer
from bot.domain.trend_history import history_of
from bot.domain.what_if import RaiseAnswer, cover_answer, raise_answer
from bot.errors import NumbersUnusable
from bot.export.fleet_json import CHANGED, fleet_json
from bot.export.report_json import CAVEAT, cover_json, raise_json, report_json, trend_json
from bot.i18n import LOCALES, Texts, texts_for
from tests.blocks.samples import FORESEEN, NOW, RECOMMENDATIONS, REPORTS, SUBSCRIPTION, ZONE
from tests.blocks.samples import report as sample
from tests.blocks.test_can import answer as can_answer
from tests.domain.break_world import SINCE, days, report_at
from tests.domain.build import in_break, report_of
from tests.fakes.fleet import fleet_report

LATER: Final = NOW + timedelta(days=30)


def _replaced(report: Report, **judgement: Any) -> Report:
    return replace(report, snapshot=replace(report.snapshot, judgement=replace(report.judgement, **judgement)))


BROKEN: Final = report_at(days(minimum="3.150.0"))
WORLDS: Final[dict[str, Report]] = REPORTS | {
    "break": BROKEN,
    "break-unknown-before": _replaced(BROKEN, count=replace(BROKEN.judgement.count, before=())),  # type: ignore[type-var]
    "public-break": in_break(report_at(days(1, minimum="3.150.0")), Break(SINCE, None, 2.4)),
    "new-level": report_at(days(since=date(2026, 9, 21))),
    "older-than-listed": sample({"1.0.0": "0.2", "2.0.0": "0.5"}, minimum="", pin=Pin(Meaning.BELOW, Scale.FRACTION)),
    "older-day": replace(REPORTS["shares"], as_of=REPORTS["shares"].snapshot.day + timedelta(days=2)),
    "unusable-newest": replace(REPORTS["unreported"], stale_because=NumbersUnusable(reason="low-total")),
    "today-only": _replaced(REPORTS["shares"], safe=None, safe_today=REPORTS["shares"].safe_minimum),
    "unjudged": replace(REPORTS["shares"], snapshot=replace(REPORTS["shares"].snapshot, judgement=UNKNOWN)),
}


def _trend(report: Report) -> TrendAnswer:
    return trend_answer(report, history_of([report.snapshot], report.breaks), [], ())


def _raise(report: Report) -> RaiseAnswer:
    return raise_answer(report, report.computed().versions[0], history_of([report.snapshot]))


def _home(report: Report, t: Texts) -> Any:
    return program_blocks(HomeTab("U1", Preferences(), "en", ZONE, (Followed(report.program, report),), 1), t)


def _beside(report: Report, t: Texts) -> Any:
    other = replace(report, snapshot=replace(REPORTS["shares"].snapshot, day=report.snapshot.day - timedelta(days=7)))
    return beside_message((other, report), t, now=LATER).blocks


def _digest(report: Report, t: Texts) -> Any:
    return digest_message(Digest(SUBSCRIPTION, (digest_section(report, []),), due_at=LATER), t).blocks


def _changes(report: Report, t: Texts) -> Any:
    changed = ChangedProgram(replace(digest_section(report, []), vanished=REPORTS["shares"].computed().versions[:1]))
    return changes_message(Changes(date(2026, 10, 1), (changed,)), t, ZONE).blocks


ALWAYS: Final[dict[str, Callable[[Report, Texts], Any]]] = {
    "report": lambda report, t: breakdown(recommend(report), t, ZONE, now=LATER).blocks,
    "trend": lambda report, t: trend_message(_trend(report), t, ZONE, now=LATER).blocks,
    "can": lambda report, t: can_message(can_answer("wx.login", about=report), t, ZONE, now=LATER).blocks,
    "export": lambda report, t: [{"text": line} for line in export_warnings(report, t, ZONE, now=LATER)],
}
WITH_LOSSES: Final[dict[str, Callable[[Report, Texts], Any]]] = {
    "raise": lambda report, t: raise_message(_raise(report), Reader(t, ZONE, LATER)).blocks,
    "cover": lambda report, t: (
        cover_message(cover_answer(report, SAFE, history_of([report.snapshot])), Reader(t, ZONE, LATER)).blocks
    ),
}
UNDATED: Final[dict[str, Callable[[Report, Texts], Any]]] = {
    "digest": _digest,
    "changes": _changes,
    "home": _home,
    "news": lambda report, t: authorised_message(report.program, report, t, ZONE).blocks,
}


def _texts(blocks: Any) -> Iterator[str]:
    """Every text in it, as a person reads it."""
    if isinstance(blocks, str):
        yield html.unescape(blocks)
    for each in blocks.values() if isinstance(blocks, dict) else blocks if isinstance(blocks, list) else ():
        yield from _texts(each)


def _lacking(found: list[str], blocks: Any) -> list[str]:
    shown = "".join("\n".join(_texts(blocks)).split())  # code in Chinese is set apart by spaces
    return [line for line in found if "".join(html.unescape(line).split()) not in shown]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("world", WORLDS)
def test_every_answer_says_the_same(world: str, locale: str) -> None:
    """What has to be known before the numbers, and why they are ranges: word for word as the report says it."""
    report, t = WORLDS[world], texts_for(locale)
    frame, undated = Frame(report, t, ZONE, LATER), Frame(report, t, ZONE)
    small = frame.lines(Place.SMALL_PRINT)
    dated = ALWAYS | (WITH_LOSSES if report.losses else {})

    lacking = {name: _lacking(frame.lines(), shown(report, t)) for name, shown in dated.items()}
    lacking |= {name: _lacking(undated.lines(), shown(report, t)) for name, shown in UNDATED.items()}
    lacking |= {f"{name} below": _lacking(small, dated[name](report, t)) for name in dated if name != "export"}
    lacking |= {"beside": _lacking([*frame.lines(Place.BANNER), *frame.lines(), *small], _beside(report, t))}
    if report.losses:
        lacking["workflow"] = _lacking(
            Frame(report, t).lines(), [{"text": str(loss_outputs(_raise(report), t)["sentence"])}]
        )
    assert {name: lines for name, lines in lacking.items() if lines} == {}


@pytest.mark.parametrize("world", WORLDS)
def test_all_json_has_the_same(world: str) -> None:
    report = WORLDS[world]
    told = [CAVEAT.dump(each) for each in caveats(report)]

    assert report_json(report)["caveats"] == told
    assert trend_json(_trend(report))["caveats"] == told
    assert CHANGED.dump(ChangedProgram(digest_section(report, [])))["caveats"] == told
    if report.losses:
        assert raise_json(_raise(report))["caveats"] == told
        assert cover_json(cover_answer(report, SAFE, history_of([report.snapshot])))["caveats"] == told


@pytest.mark.parametrize("world", WORLDS)
def test_a_fleet_has_what_a_judgement_shows(world: str) -> None:
    """Fewer details, the same kinds: but for what the list alone shows, and the age of stored numbers."""
    report = WORLDS[world]
    (row,) = fleet_json(fleet_report([FleetRow(report.program, report.judgement)], Sort.ATTENTION))["programs"]
    of_list = {Place.SMALL_PRINT, Place.DETAIL, Place.BANNER}
    told = [each for each in caveats(report) if each.place not in of_list and each.key is not Key.STALE]
    known = [each for each in caveats_of(report.program, report.judgement) if each.key is not Key.EITHER_WAY]

    assert [each["key"] for each in row["caveats"] if each["key"] != Key.EITHER_WAY] == [each.key for each in known]
    assert {each.key for each in known} == {each.key for each in told}
    assert all(each["sentence"] for each in row["caveats"])


def test_every_kind_has_its_sentence_and_its_place() -> None:
    found = {each.key: each for world in WORLDS.values() for each in caveats(world, now=LATER)}

    assert found.keys() == set(Key)
    for caveat in found.values():
        english, chinese = (caveat_lines([caveat], texts_for(locale), ZONE, LATER) for locale in LOCALES)
        data = CAVEAT.dump(caveat)
        assert english != chinese
        assert (data["key"], Effect(data["effect"])) == (caveat.key, caveat.effect)
        assert data["sentence"]


def test_what_they_do_to_the_numbers() -> None:
    """A break widens them, and spoils them where it is not known what was before; a new level is only a note."""
    effects = {world: {each.key: each.effect for each in caveats(WORLDS[world])} for world in WORLDS}

    assert effects["break"][Key.BREAK] is Effect.WIDENS
    assert effects["break-unknown-before"][Key.BREAK] is Effect.SPOILS
    assert effects["new-level"][Key.BREAK] is Effect.NOTES
    assert effects["unreported"][Key.UNREPORTED] is Effect.WIDENS
    assert effects["imported"] == {Key.IMPORTED: Effect.NOTES}


def test_scripts_read_the_values() -> None:
    (told,) = (each for each in report_json(BROKEN)["caveats"] if each["key"] == Key.BREAK)
    (row,) = fleet_json(fleet_report([FleetRow(BROKEN.program, BROKEN.judgement)], Sort.ATTENTION))["programs"]

    assert told["params"]["since"] == SINCE.isoformat()
    assert told["params"]["factor"] == report_json(BROKEN)["break"]["factor"]
    assert told["params"]["before_percent"]["low"] < told["params"]["now_percent"]["high"]
    assert "Since 4 Nov WeChat counts old versions about 2.4 times as high" in told["sentence"]
    assert row["caveats"][0]["params"] == {"since": SINCE.isoformat(), "factor": 2.4, "lasting": False}


def test_a_fleet_says_it_of_all_of_wechat() -> None:
    report = fleet_report([], Sort.ATTENTION, public=Broken(Break(SINCE, None, 2.4)))
    (told,) = fleet_json(report)["caveats"]

    assert told["key"] == Key.PUBLIC_BREAK
    assert f"⚠️ {told['sentence']}" in "\n".join(_texts(fleet_message(report, texts_for("en")).blocks))


def test_what_a_message_said_is_not_said_again() -> None:
    said, t = Broken(Break(SINCE, None, 2.4)), texts_for("en")

    (line,) = Frame(BROKEN, t, ZONE, said=said).lines()
    assert line.startswith("⚠️ Before 4 Nov, ")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("world", ["imported", "imported-undetermined"])
def test_imported_numbers_are_never_wechats(world: str, locale: str) -> None:
    t, report = texts_for(locale), WORLDS[world]
    odd = [
        report,
        replace(report, stale_because=NumbersUnusable(reason="low-total")),
        replace(
            report, snapshot=replace(report.snapshot, judgement=replace(REPORTS["suspicious"].judgement, fall=None))
        ),
    ]
    shown = [ALWAYS | (WITH_LOSSES if each.losses else {}) | UNDATED for each in odd]
    texts = [
        text for each, by in zip(odd, shown, strict=True) for show in by.values() for text in _texts(show(each, t))
    ]

    wechats = (
        "getSupportVersion",
        "missing from WeChat’s list",
        "WeChat’s newest list",
        "微信的列表缺少",
        "微信最新返回",
    )
    assert any(t("caveat-imported", what="program") in text for text in texts)
    assert [text for text in texts for words in wechats if words in text] == []


def test_each_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "export.md").read_text(encoding="utf-8")

    assert [each for each in (*Key, *Effect) if f"`{each}`" not in page] == []


SHARES = {"3.0.0": "0.4962", "3.1.0": "0.0020", "3.2.0": "0.0042", "3.3.0": "99.4976"}
"""Below 3.1.0: 0.4962 %; below 3.2.0: 0.4982 %; below 3.3.0: 0.5024 %."""


def test_no_loss_seems_to_hit_the_target() -> None:
    report = report_of(SHARES, minimum="3.1.0")
    answer = cover_answer(report, Decimal("0.995"), history_of([report.snapshot]))
    shown = str(cover_message(answer, Reader(texts_for("en"), ZONE, report.snapshot.taken_at)).blocks)

    assert answer.version is not None
    assert answer.version.text == "3.2.0"
    for loss in ("0.496%", "0.498%", "0.502%"):
        assert shown.count(loss) >= 2
    assert "'0.50%'" not in shown


T = texts_for("en")


def offered(message: Message) -> dict[str, str]:
    """The style of each button by its text; empty for a grey one."""
    elements = [each for block in message.blocks if block["type"] == "actions" for each in block["elements"]]
    return {each["text"]["text"]: each.get("style", "") for each in elements if each["type"] == "button"}


def test_a_recommendation() -> None:
    buttons = offered(breakdown(RECOMMENDATIONS["shares"], T, ZONE, now=NOW))

    assert [text for text, style in buttons.items() if style == "primary"] == ["Propose 2.33.0 …"]
    assert buttons["Tell this channel when 3.9.2 is safe"] == ""


@pytest.mark.parametrize(
    ("foreseen", "green"),
    [("expected", ["Tell this channel when 3.12.0 is safe"]), ("not-within-a-year", []), ("hardly-within-a-year", [])],
)
def test_a_version_that_is_not_safe(foreseen: str, green: list[str]) -> None:
    """Waiting is what to do, unless it would take more than a year: then there is nothing to propose, either."""
    report, version = REPORTS["shares"], Version.parse("3.12.0")
    answer = raise_answer(report, version, history_of([report.snapshot]), {version: FORESEEN[foreseen]})
    buttons = offered(raise_message(answer, Reader(T, ZONE, NOW)))

    assert [text for text, style in buttons.items() if style == "primary"] == green
    assert ("Propose 3.12.0 …" in buttons) == bool(green)


def test_a_version_that_is_not_listed() -> None:
    report, version = REPORTS["shares"], Version.parse("3.13.7")
    answer = raise_answer(report, version, history_of([report.snapshot]))
    (table,) = [each for each in raise_message(answer, Reader(T, ZONE, NOW)).blocks if each["type"] == "data_table"]
    versions = [row[0]["text"] for row in table["rows"][1:]]

    assert len(versions) == 2
    assert "3.13.7" not in versions


def test_what_is_typed_in_chinese() -> None:
    """Placeholders are in the reader's language, words of the command stay as they are typed."""
    usages = [
        ("/baselib raise <version> [program]", "raise"),
        ("/baselib programs [text | add | tag <program> <tag>...]", "programs"),
        ("/baselib fleet [ready | raise <version>] [#tag] [--on <day>]", "fleet"),
    ]
    shown = str(commands_message(usages, texts_for("zh-CN")).blocks)

    assert "/baselib raise &lt;版本&gt; [小程序]" in shown
    assert "/baselib programs [文字 | add | tag &lt;小程序&gt; &lt;标签&gt;...]" in shown
    assert "/baselib fleet [ready | raise &lt;版本&gt;] [#标签] [--on &lt;日期&gt;]" in shown

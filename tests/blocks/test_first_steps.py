"""The first steps: a greeting, and importing numbers."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest

from bot.blocks.ask_form import PROGRAM, VALUE, WHAT, AskQuestion, What, ask_view, read_ask_view
from bot.blocks.home.first_steps import (
    NEEDED,
    WAY,
    WAYS,
    checking_view,
    elsewhere_view,
    ending_message,
    findings_view,
    hint_message,
    sample_message,
    sample_raise_message,
    set_view,
    way_view,
    welcome_message,
)
from bot.blocks.imports import (
    ImportForm,
    MeaningChoice,
    import_view,
    imported_view,
    importing_view,
    is_checked,
    problem_lines,
    read_import_view,
)
from bot.blocks.kit import controls
from bot.blocks.kit.elements import Message, View
from bot.blocks.kit.forms import error_view
from bot.domain.doctor import Check, Finding, Found
from bot.domain.home import SAMPLE, sample_raise, sample_recommendation, sample_report
from bot.domain.imports.numbers import Import
from bot.domain.imports.rows import Mistake, Problem
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.snapshot import Snapshot, Users
from bot.domain.platform import Credentials
from bot.domain.programs import imported_program
from bot.errors import BadPercent, BadVersion, StaleControl, StorageUnavailable, TicketMissing
from bot.i18n import LOCALES, Texts, texts_for
from bot.settings import Settings
from tests.blocks.checks import action_ids, as_shown, assert_builder, fill, sent
from tests.blocks.samples import DAY, NOW, REPORTS, SHOP, ZONE
from tests.domain.build import TODAY, v

T = texts_for("en")
FINDINGS = [
    Finding.of(Found.TABLES_OK, revision="0009"),
    Finding.of(Found.TICKET_OLD, error=TicketMissing(hours=13), span=timedelta(hours=13)),
    Finding.skipped(Check.PROGRAM_TOKEN, Check.TICKET),
]


MESSAGES: Final[dict[str, Callable[[Texts], Message]]] = {
    "welcome": welcome_message,
    "hint": hint_message,
    "ending": lambda t: ending_message(NOW, "https://baselib.example.com/slack/install", t, ZONE),
    "sample": lambda t: sample_message(sample_recommendation(DAY), t, ZONE, now=NOW),
    "sample-raise": lambda t: sample_raise_message(
        sample_raise(DAY, v("3.0.2")), sample_recommendation(DAY), t, ZONE, now=NOW
    ),
}


def test_messages() -> None:
    assert_builder("first_run", MESSAGES, full="welcome")


def test_the_welcome_is_short() -> None:
    blocks = welcome_message(T).blocks

    assert [block["type"] for block in blocks] == ["section", "section", "section", "actions"]
    assert action_ids(welcome_message(T)) == [controls.SAMPLE_TRY, controls.CONNECT_OPEN]


@pytest.mark.parametrize("locale", LOCALES)
def test_the_sample_says_what_it_is(locale: str) -> None:
    t = texts_for(locale)
    for message in (
        sample_message(sample_recommendation(DAY), t, ZONE, now=NOW),
        sample_raise_message(sample_raise(DAY, v("3.0.2")), sample_recommendation(DAY), t, ZONE, now=NOW),
    ):
        assert t("sample-mark") in message.text
        assert t("sample-mark") in message.blocks[0]["text"]["text"]
        assert set(action_ids(message)) <= {controls.SAMPLE_WHAT_IF, controls.SAMPLE_TRY, controls.CONNECT_OPEN}


def test_the_sample_is_sound() -> None:
    report, answer = sample_report(DAY), sample_raise(DAY, v("3.0.2"))

    assert report.program == SAMPLE
    assert report.snapshot.reading.total == 1
    assert report.distribution
    assert not report.distribution.other
    assert report.minimum == v("2.19.4")
    assert report.safe_minimum == v("2.33.0")
    assert answer.listed
    losses = [answer.loss, answer.cost.week_ago, answer.cost.four_weeks_ago]
    ascending = [each.low for each in losses if isinstance(each, Bounds)]
    assert len(set(ascending)) == len(losses)
    assert ascending == sorted(ascending)
    assert answer.outlook


def _set(way: Credentials) -> Callable[[Texts], View]:
    return lambda t: set_view(way, {NEEDED[way][0]}, t)


VIEWS: Final[dict[str, Callable[[Texts], View]]] = {
    "way": lambda t: way_view(Credentials.SERVICE, t),
    "way-none": lambda t: way_view(Credentials.NONE, t),
    **{f"set-{way}": _set(way) for way in WAYS},
    "checking": checking_view,
    "findings": lambda t: findings_view(FINDINGS, t),
    "elsewhere": elsewhere_view,
}


def test_connect() -> None:
    assert_builder("connect", VIEWS, full="way")


def test_ask() -> None:
    assert_builder("ask", {"any": ask_view, "one": lambda t: ask_view(t, SHOP)}, full="one")


def test_the_settings_named_exist() -> None:
    names = {name for way in WAYS for name in NEEDED[way]}

    assert {name.lower() for name in names} <= Settings.model_fields.keys()


def test_the_way_that_is_set_stands_there_first() -> None:
    for way in WAYS:
        assert WAY.read(as_shown(way_view(way, T))) is way
    with pytest.raises(StaleControl):
        WAY.read(as_shown(way_view(Credentials.NONE, T)))
    with pytest.raises(StaleControl):
        WAY.read(sent({WAY: {"selected_option": {"value": "elsewhere"}}}))


def _typed(what: What, value: str | None) -> View:
    view = as_shown(ask_view(T, SHOP))
    fill(view, WHAT, selected_option={"value": what.value})
    fill(view, VALUE, value=value)
    return view


def test_what_the_form_asks() -> None:
    assert read_ask_view(_typed(What.REPORT, "nonsense")) == AskQuestion(SHOP.appid, What.REPORT)
    assert read_ask_view(_typed(What.RAISE, " 3.0.0 ")) == AskQuestion(SHOP.appid, What.RAISE, version=v("3.0.0"))
    assert read_ask_view(_typed(What.COVER, "99%")).share is not None


def test_what_the_form_cannot_ask() -> None:
    with pytest.raises(BadVersion):
        read_ask_view(_typed(What.RAISE, None))
    with pytest.raises(BadPercent):
        read_ask_view(_typed(What.COVER, "3.0.0"))
    nothing = _typed(What.REPORT, None)
    fill(nothing, PROGRAM, selected_option=None)
    with pytest.raises(StaleControl):
        read_ask_view(nothing)


EN: Final = texts_for("en")
FORM: Final = ImportForm("news", "3.5.5 0.78%\n3.6.4 99.22%", TODAY)
NEWS: Final = imported_program("news")
READ: Final = REPORTS["shares"].snapshot
OPEN: Final = REPORTS["undetermined"].snapshot


def _import(*snapshots: Snapshot, is_new: bool = True, replaced: int = 0, from_wechat: int = 0) -> Import:
    kept = tuple(
        replace(each, appid=NEWS.appid, imported_by="U0ALICE", day=TODAY - timedelta(days=len(snapshots) - number))
        for number, each in enumerate(snapshots, 1)
    )
    days = [TODAY - timedelta(days=back) for back in range(1, 9)]
    return Import(NEWS, is_new, kept, tuple(days[:replaced]), tuple(days[:from_wechat]))


ONE: Final = _import(READ)
IMPORTS_VIEWS: Final[dict[str, Callable[[Texts], View]]] = {
    "empty": lambda t: import_view(ImportForm(), t),
    "checked": lambda t: import_view(FORM, t, checked=ONE),
    "checked-nothing": lambda t: import_view(FORM, t, checked=_import(from_wechat=2)),
    "importing": importing_view,
    "imported": lambda t: imported_view(ONE, t),
    "imported-much": lambda t: imported_view(
        _import(OPEN, replace(READ, users=Users(TODAY, other=12_000)), is_new=False, replaced=1, from_wechat=5), t
    ),
    "failed": lambda t: error_view(importing_view(t), StorageUnavailable(reason="full"), t),
}


def submitted(view: View) -> dict[str, Any]:
    """The form as a person sends it who changed nothing."""
    return {**view, **as_shown(view)}


def test_form() -> None:
    assert_builder("import", IMPORTS_VIEWS, full="checked")


def test_what_was_checked_is_imported() -> None:
    shown = submitted(import_view(FORM, EN, checked=ONE))
    changed = replace(FORM, choice=MeaningChoice.BELOW)

    assert read_import_view(shown) == FORM
    assert is_checked(shown, replace(FORM, text=" 3.5.5 0.78%\r\n\r\n3.6.4 99.22%\r\n"))
    assert not is_checked(shown, changed)
    assert not is_checked(submitted(import_view(FORM, EN)), FORM)
    assert not is_checked(submitted(import_view(FORM, EN, checked=_import(from_wechat=1))), FORM)


def test_problems() -> None:
    """The first with their lines, and the numbers of the others; every mistake has its sentence."""
    problems = [Problem(number, mistake, "x") for number, mistake in enumerate(Mistake)]
    gaps = [Problem(2 * number, Mistake.TWICE, "x") for number in range(60)]
    for locale in LOCALES:
        t = texts_for(locale)
        first, second, *_, last = problem_lines(problems, t, most=3)

        assert first == t("import-mistake-empty", text="x")
        assert second == t("import-line", line=1, sentence=t("import-mistake-too-long", text="x"))
        assert last == t("import-more-problems", count=len(problems) - 3, lines=f"3–{len(problems) - 1}")
        assert problem_lines([*problems[:4], *problems[6:]], t, most=3)[-1].count("3, 6–") == 1
        assert problem_lines(gaps, t)[-1] == t(
            "import-more-problems", count=50, lines=", ".join(map(str, range(20, 120, 2)))
        )
        assert "100, …" in problem_lines(gaps, t, most=1)[-1]
        assert len(problem_lines(problems[:3], t, most=3)) == 3

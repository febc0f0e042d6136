"""What doctor says in Slack and on a terminal, and as JSON."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

import pytest

from bot.blocks.doctor import doctor_blocks, doctor_lines, doctor_summary, explained
from bot.blocks.kit.elements import Message, message, section
from bot.domain.doctor.findings import Check, Detail, Finding, Found, Numbers, Shape, Status
from bot.domain.numbers.meaning import read_meaning
from bot.domain.numbers.version import Feed, FeedItem
from bot.errors import BotError, SettingsError, WeChatRefused
from bot.export.doctor_json import diagnosis_json
from bot.i18n import LOCALES, Texts, texts_for
from tests.blocks.checks import assert_sendable, block_of
from tests.blocks.golden import assert_builder
from tests.i18n.catalogs import patterns, variables

FEED: Final = Feed.of("3.0.0", (FeedItem("3.0.0", Decimal("40.5")), FeedItem("3.1.0", Decimal("59.5"))))
SHAPE: Final = Shape(
    {"now_version": ["text"], "uv_info": ["object"], "uv_info.visit_uv": ["whole number"]},
    ["uv_info.visit_uv"],
    Numbers.of(FEED),
    read_meaning(FEED),
)
REFUSED: Final = WeChatRefused(
    code=61004, errmsg="access clientip is not registered", rid="6743-1", address="203.0.113.9"
)
READ: Final = Finding.of(Found.READING_OK, shape=SHAPE, count=2, first="3.0.0", last="3.1.0")
WELL: Final = (
    Finding.of(Found.SETTINGS_OK),
    Finding.of(Found.DATABASE_OK, kind="SQLite 3.46.1"),
    Finding.of(Found.COMMAND_UNASKED),
    Finding.of(Found.TICKET_OK, span=timedelta(minutes=5)),
    READ,
)
DIAGNOSES: Final = {
    "well": WELL,
    "warned": (*WELL[:2], Finding.of(Found.SCOPES_EXTRA, scopes=("channels:join", "<!channel>")), *WELL[2:]),
    "failing": (
        Finding.of(Found.SETTINGS_WRONG, error=SettingsError(name="PORT", reason="not-allowed")),
        Finding.of(Found.SETTINGS_MISSING, name="SLACK_BOT_TOKEN"),
        Finding.of(Found.DATABASE_LOCKED),
        Finding.broken(Check.DISK, "ZeroDivisionError"),
        Finding.of(Found.CLOCK_WRONG, span=timedelta(minutes=7), who="Slack", side="ahead"),
        Finding.of(Found.ADDRESS_REFUSED, error=REFUSED, address="203.0.113.9"),
        Finding.skipped(Check.READING, Check.IP_ALLOWLIST),
        Finding.of(Found.FONT_OK, name="NotoSansCJK-Regular.ttc"),
    ),
    "one": (Finding.of(Found.READING_FAILED, error=REFUSED),),
}
SAMPLE: Final[dict[str, Detail]] = {"span": timedelta(hours=2), "scopes": ("a", "b"), "count": 2, "side": "ahead"}


def summary_of(findings: Sequence[Finding], t: Texts) -> Message:
    """The summary, and what it is made of, on its own."""
    summary = doctor_summary(findings, t)
    return message(summary, [section(f"*{summary}*"), *doctor_blocks(findings, t)])


def any_of(found: Found) -> Finding:
    """A finding with whatever its sentence and its advice are filled with."""
    keys = [f"doctor-{found}", f"doctor-{found}.advice"]
    names = {name for key in keys if key in patterns("en") for name in variables(patterns("en")[key])}
    details = {name: SAMPLE.get(name, "x") for name in names - {"error", "code", "meaning", "scale", "reason"}}
    error: BotError | None = REFUSED if names & {"error", "code"} else None
    return Finding.of(found, error=error, shape=SHAPE if "reason" in names else None, **details)


def _each(make: Callable[[Sequence[Finding], Texts], Any]) -> dict[str, Callable[[Texts], Any]]:
    def of(found: Sequence[Finding]) -> Callable[[Texts], Any]:
        return lambda t: make(found, t)

    return {case: of(found) for case, found in DIAGNOSES.items()}


def test_messages() -> None:
    """What fails, what is worth a look, and below it what is well."""
    assert_builder("doctor", _each(summary_of), full="failing")


def test_lines() -> None:
    """Every finding, and beneath what is not well what to do and where it is explained."""
    assert_builder("doctor_lines", _each(doctor_lines), full="failing", in_slack=False)


def test_json() -> None:
    """The same for programs, and the shape."""
    assert_builder(
        "doctor_json",
        _each(lambda findings, t: diagnosis_json(explained(findings, t))),
        in_slack=False,
    )


@pytest.mark.parametrize("locale", LOCALES)
def test_every_finding_can_be_said(locale: str) -> None:
    """All at once fit into one message, which says how many it leaves out."""
    findings, t = [any_of(found) for found in Found], texts_for(locale)
    text = summary_of(findings, t)

    assert_sendable(text)
    assert len(doctor_lines(findings, t)) > len(Found)
    left_out = len([found for found in Found if found.status in (Status.WARNING, Status.FAILED)]) - 20
    assert f"{left_out} " in block_of(text, "context")["elements"][0]["text"]


def test_the_summary_names_each_check_once() -> None:
    """Two settings that are wrong are one thing that fails."""
    wrong = [Finding.of(Found.SETTINGS_MISSING, name=name) for name in ("SLACK_BOT_TOKEN", "WECHAT_PROGRAMS")]

    assert doctor_summary(wrong, texts_for("en")) == "1 check failed: settings."

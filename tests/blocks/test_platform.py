"""News of the platform, and the findings of doctor."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import pytest

from bot.blocks.doctor import doctor_blocks, doctor_lines, doctor_summary, explained
from bot.blocks.kit.elements import Message, link_button, message, section
from bot.blocks.platform import (
    authorise_link_message,
    authorised_message,
    failed_message,
    many_message,
    not_granted_message,
    outdated_message,
    revoked_message,
)
from bot.domain.doctor import Check, Detail, Finding, Found, Numbers, Shape, Status
from bot.domain.numbers.meaning import read_meaning
from bot.domain.numbers.snapshot import Visible
from bot.domain.numbers.version import Feed, FeedItem
from bot.domain.platform import Failure, FailureKey, ProgramEvent
from bot.domain.programs import Program
from bot.errors import BotError, SettingsError, TicketMissing, WeChatRefused
from bot.export.doctor_json import diagnosis_json
from bot.i18n import LOCALES, Texts, texts_for
from tests.blocks.checks import action_ids, assert_builder, assert_sendable, block_of
from tests.blocks.samples import REPORTS, SHOP, ZONE, odd_names
from tests.i18n.catalogs import patterns, variables

LINK: Final = "https://baselib.example/wechat/authorize?pass=gAAAAABqQ2l0eS1vZi1nbGFzcw"
SINCE: Final = datetime(2026, 11, 23, 1, tzinfo=UTC)
MANY: Final = [Program(Visible(f"wx{number:016x}"), alias=f"shop{number}") for number in range(3_000)]

NEWS: Final[dict[str, Callable[[Texts], Message]]] = {
    "link": lambda t: authorise_link_message(LINK, t),
    "link-without-ticket": lambda t: authorise_link_message(LINK, t, TicketMissing(hours=0)),
    "authorised": lambda t: authorised_message(SHOP, REPORTS["shares"], t, ZONE),
    "authorised-undetermined": lambda t: authorised_message(SHOP, REPORTS["undetermined"], t, ZONE),
    "authorised-suspicious": lambda t: authorised_message(SHOP, REPORTS["suspicious"], t, ZONE),
    "authorised-unread": lambda t: authorised_message(SHOP, None, t, ZONE),
    "authorised-in-person": lambda t: authorised_message(SHOP, REPORTS["shares"], t, ZONE, in_channel=False),
    "not-granted": lambda t: not_granted_message(SHOP, LINK, t),
    "not-granted-elsewhere": lambda t: not_granted_message(SHOP, "", t),
    "revoked": lambda t: revoked_message(SHOP, SINCE, LINK, t, ZONE),
    "not-granted-many": lambda t: many_message(ProgramEvent.NOT_GRANTED, MANY, LINK, t),
    "revoked-many": lambda t: many_message(ProgramEvent.REVOKED, MANY[:3], "", t),
    "authorised-many": lambda t: many_message(ProgramEvent.AUTHORISED, MANY[:2], LINK, t),
    "outdated": lambda t: outdated_message(SHOP, timedelta(days=15), t),
    "outdated-many": lambda t: many_message(ProgramEvent.OUTDATED, MANY[:2], "", t),
    "failed-expired": lambda t: failed_message(Failure(FailureKey.EXPIRED), LINK, t),
    "failed-official-account": lambda t: failed_message(Failure(FailureKey.OFFICIAL_ACCOUNT), LINK, t),
    "failed-address": lambda t: failed_message(Failure(FailureKey.REFUSED, 61004, "203.0.113.7"), LINK, t),
    "failed-other": lambda t: failed_message(Failure(FailureKey.REFUSED, 99999), LINK, t),
}


def test_news() -> None:
    assert_builder("program_news", NEWS, full="authorised")


@pytest.mark.parametrize("nickname", odd_names())
@pytest.mark.parametrize("locale", LOCALES)
def test_nicknames_do_no_harm(nickname: str, locale: str) -> None:
    t, program = texts_for(locale), Program(Visible("wx1234567890abcdef"), nickname=nickname)

    for made in (
        authorised_message(program, None, t, ZONE),
        not_granted_message(program, LINK, t),
        revoked_message(program, SINCE, LINK, t, ZONE),
        many_message(ProgramEvent.NOT_GRANTED, [program] * 20, LINK, t),
    ):
        assert_sendable(made)


def test_what_can_be_pressed() -> None:
    """The breakdown, `use` in a channel, and a new link if one can be given."""
    t = texts_for("en")

    assert action_ids(NEWS["authorised"](t)) == ["report.open", "program.use"]
    assert action_ids(NEWS["authorised-in-person"](t)) == ["report.open"]
    assert action_ids(NEWS["not-granted"](t)) == ["authorise.link"]
    assert action_ids(NEWS["not-granted-elsewhere"](t)) == []


def test_the_link_can_be_passed_on() -> None:
    made = NEWS["link"](texts_for("en"))

    assert f"`{LINK}`" in made.blocks[0]["text"]["text"]
    assert made.blocks[2]["elements"][0]["url"] == LINK


def test_the_address_to_allow_is_named() -> None:
    assert "203.0.113.7" in str(NEWS["failed-address"](texts_for("en")).blocks)


def test_an_address_that_is_too_long() -> None:
    with pytest.raises(ValueError, match="too long"):
        link_button("Open", "authorise.link", "https://baselib.example/" + "x" * 3_000)


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
    assert_builder("doctor", _each(summary_of), full="failing")


def test_lines() -> None:
    """Every finding, and beneath what is not well what to do and where it is explained."""
    assert_builder("doctor_lines", _each(doctor_lines), full="failing", in_slack=False)


def test_json() -> None:
    assert_builder(
        "doctor_json",
        _each(lambda findings, t: diagnosis_json(explained(findings, t))),
        in_slack=False,
    )


@pytest.mark.parametrize("locale", LOCALES)
def test_every_finding_can_be_said(locale: str) -> None:
    findings, t = [any_of(found) for found in Found], texts_for(locale)
    text = summary_of(findings, t)

    assert_sendable(text)
    assert len(doctor_lines(findings, t)) > len(Found)
    left_out = len([found for found in Found if found.status in (Status.WARNING, Status.FAILED)]) - 20
    assert f"{left_out} " in block_of(text, "context")["elements"][0]["text"]


def test_the_summary_names_each_check_once() -> None:
    wrong = [Finding.of(Found.SETTINGS_MISSING, name=name) for name in ("SLACK_BOT_TOKEN", "WECHAT_PROGRAMS")]

    assert doctor_summary(wrong, texts_for("en")) == "1 check failed: settings."

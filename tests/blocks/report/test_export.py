"""The comment beside an exported file."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.blocks.kit.elements import Message
from bot.blocks.report.report import export_warnings, file_sent_message, history_comment, report_comment, trend_comment
from bot.domain.numbers.judgement import Suspicion
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import Program
from bot.i18n import Texts, texts_for
from tests.blocks.golden import assert_builder
from tests.blocks.samples import DAY, NOW, REPORTS, ZONE
from tests.blocks.trend.test_trend import TRENDS
from tests.domain.build import suspected

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
    """Where it is, what is in it, and what to know of its numbers."""
    assert_builder("export", SENT, full="with-warnings")
    assert_builder("export_comments", COMMENTS, in_slack=False)


def test_a_nickname_pings_no_one() -> None:
    """Slack formats the comment, and a nickname comes from outside."""
    named = replace(REPORTS["shares"], program=Program(Visible("wx1"), nickname="<!channel>"))
    comments = [report_comment(FILE, named, texts_for("en")), history_comment(FILE, [named], texts_for("en"))]

    assert all("&lt;!channel&gt;" in comment and "<!" not in comment for comment in comments)


def test_sound_numbers_need_no_warning() -> None:
    """The comment says no more than needed."""
    assert export_warnings(REPORTS["shares"], texts_for("en"), ZONE, now=NOW) == []

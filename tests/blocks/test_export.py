"""What is said when a file is handed over."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.blocks.export import export_warnings, file_sent_message, history_comment, report_comment, trend_comment
from bot.domain.program import Program
from bot.domain.suspicion import Suspicion
from bot.i18n import LOCALES, texts_for
from tests.blocks.checks import assert_sendable
from tests.blocks.golden import as_json, assert_golden
from tests.blocks.samples import DAY, NOW, REPORTS, ZONE
from tests.blocks.test_trend import TRENDS

FILE = "baselib-shop-2026-11-23.csv"
OLDER = replace(REPORTS["shares"], as_of=DAY + timedelta(days=2), suspicions=(Suspicion.SINGLE_VERSION,))


@pytest.mark.parametrize("locale", LOCALES)
def test_messages(locale: str) -> None:
    """Where the file is, what is in it, and what must be known of its numbers, in both languages."""
    t = texts_for(locale)
    sent = file_sent_message(FILE, t)
    warned = file_sent_message(FILE, t, warnings=export_warnings(OLDER, t, ZONE, now=NOW))
    days = [REPORTS["shares"], replace(REPORTS["shares"])]

    for message in (sent, warned):
        assert_sendable(message)
    assert_golden("export", "sent", locale, as_json(sent))
    assert_golden("export", "with-warnings", locale, as_json(warned))
    assert_golden(
        "export",
        "comments",
        locale,
        [
            report_comment(FILE, REPORTS["shares"], t),
            history_comment(FILE, days, t),
            history_comment(FILE, days[:1], t),
            trend_comment(FILE, TRENDS["with-public"], t),
        ],
    )


def test_a_nickname_pings_nobody() -> None:
    """The comment beside a file is formatted by Slack, and a nickname comes from outside."""
    named = replace(REPORTS["shares"], program=Program("wx1", nickname="<!channel>"))
    comments = [report_comment(FILE, named, texts_for("en")), history_comment(FILE, [named], texts_for("en"))]

    assert all("&lt;!channel&gt;" in comment and "<!" not in comment for comment in comments)


def test_sound_numbers_need_no_warning() -> None:
    """Nothing is said that need not be."""
    assert export_warnings(REPORTS["shares"], texts_for("en"), ZONE, now=NOW) == []

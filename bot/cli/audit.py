"""`baselib audit`: the audit log, for the operator."""

from datetime import UTC, date, datetime
from typing import Final

from bot.cli.kit.options import format_of
from bot.cli.kit.settings import configured, open_database
from bot.cli.output import print_file
from bot.domain.retention import PERIODS, Retained
from bot.errors import BadOption
from bot.export import Format
from bot.export.audit_file import audit_file
from bot.i18n import Texts
from bot.lib.clock import SystemClock
from bot.storage.access.rules import SqlAuditLog

USAGE: Final = "baselib audit [--since 2026-10-01] [--team T012AB3CD] [--format csv|json]"


async def audit(_texts: Texts, *, since: str, team: str, form: str) -> None:
    """Print the log."""
    async with open_database(configured()) as database:
        chosen = format_of(form, (Format.CSV, Format.JSON), USAGE) or Format.CSV
        now = await SystemClock().now()
        begin = _instant(since) if since else now - PERIODS[Retained.AUDIT]
        await database.prepare()
        entries = await SqlAuditLog(database).since(begin, team_id=team)
    print_file(audit_file(entries, chosen, day=now.date()))


def _instant(text: str) -> datetime:
    """The beginning of a day (UTC).

    Raises:
        BadOption: it is not a day.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise BadOption(option=f"--since {text[:40]}", usage=USAGE) from error
    return datetime(day.year, day.month, day.day, tzinfo=UTC)

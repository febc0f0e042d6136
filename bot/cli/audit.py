"""`baselib audit`: the audit log, for the operator."""

from datetime import UTC, date, datetime
from typing import Annotated, Final

import typer

from bot.cli.kit.options import format_of
from bot.cli.operate.database import WithDatabase
from bot.cli.output import print_file
from bot.domain.access.audit import KEPT_FOR
from bot.errors import BadOption
from bot.export import Format
from bot.export.audit_file import audit_file
from bot.i18n import Texts
from bot.lib.clock import SystemClock
from bot.storage.access.audit_log import SqlAuditLog
from bot.storage.engine.database import Database

USAGE: Final = "baselib audit [--since 2026-10-01] [--team T012AB3CD] [--format csv|json]"


def add_audit(cli: typer.Typer, texts: Texts, with_database: WithDatabase) -> None:
    """Add `audit`."""
    since_option = typer.Option("--since", metavar="DAY", help=texts("cli-audit-since"))
    team_option = typer.Option("--team", help=texts("cli-audit-team"))
    format_option = typer.Option("--format", help=texts("cli-audit-format"))

    @cli.command(help=texts("cli-audit"))
    def audit(
        since: Annotated[str, since_option] = "",
        team: Annotated[str, team_option] = "",
        form: Annotated[str, format_option] = Format.CSV.value,
    ) -> None:
        async def work(database: Database, _listed: object) -> None:
            chosen = format_of(form, (Format.CSV, Format.JSON), USAGE) or Format.CSV
            now = await SystemClock().now()
            begin = _instant(since) if since else now - KEPT_FOR
            await database.prepare()
            entries = await SqlAuditLog(database).since(begin, team_id=team)
            print_file(audit_file(entries, chosen, day=now.date()))

        with_database(work)


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

"""`baselib db` and `baselib forget`: the operator's work on the database."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from bot.errors import UnknownWorkspace
from bot.i18n import Texts
from bot.lib.clock import SystemClock
from bot.storage.engine.database import Database
from bot.storage.maintenance.backup import back_up, restore
from bot.storage.maintenance.erase import forget, kept_of

WithDatabase = Callable[[Callable[[Database, Collection[str]], Awaitable[None]]], None]
"""Runs work with the database and the AppIDs of the settings, and turns our errors into an exit status."""


def add_database(cli: typer.Typer, texts: Texts, with_database: WithDatabase) -> None:
    """Add the group `db`, and `forget`."""
    db = typer.Typer(help=texts("cli-db"), no_args_is_help=True)
    _add_upgrade(db, texts, with_database)
    _add_backup(db, texts, with_database)
    _add_restore(db, texts, with_database)
    cli.add_typer(db, name="db")
    _add_forget(cli, texts, with_database)


def _add_upgrade(db: typer.Typer, texts: Texts, with_database: WithDatabase) -> None:
    @db.command(help=texts("cli-db-upgrade"))
    def upgrade() -> None:
        async def work(database: Database, _listed: Collection[str]) -> None:
            await database.migrate()
            typer.echo(texts("cli-db-upgraded"))

        with_database(work)


def _add_backup(db: typer.Typer, texts: Texts, with_database: WithDatabase) -> None:
    file_argument = typer.Argument(help=texts("cli-db-backup-file"), metavar="FILE")
    force_option = typer.Option("--force", help=texts("cli-db-backup-force"))

    @db.command(help=texts("cli-db-backup"))
    def backup(
        file: Annotated[Path, file_argument],
        force: Annotated[bool, force_option] = False,  # noqa: FBT002
    ) -> None:
        async def work(database: Database, _listed: Collection[str]) -> None:
            now = await SystemClock().now()
            made = await back_up(database, file, version=version("baselib"), now=now, force=force)
            typer.echo(texts("cli-db-backed-up", rows=made.rows, file=str(file), revision=made.header.revision))

        with_database(work)


def _add_restore(db: typer.Typer, texts: Texts, with_database: WithDatabase) -> None:
    file_argument = typer.Argument(help=texts("cli-db-restore-file"), metavar="FILE")
    yes_option = typer.Option("--yes", help=texts("cli-db-restore-yes"))

    @db.command("restore", help=texts("cli-db-restore"))
    def restore_(
        file: Annotated[Path, file_argument],
        yes: Annotated[bool, yes_option] = False,  # noqa: FBT002
    ) -> None:
        async def work(database: Database, _listed: Collection[str]) -> None:
            backup = await restore(database, file, replace=yes)
            made = f"{backup.header.made_at:%Y-%m-%d %H:%M}"
            typer.echo(texts("cli-db-restored", rows=backup.rows, made=made))

        with_database(work)


def _add_forget(cli: typer.Typer, texts: Texts, with_database: WithDatabase) -> None:
    team_argument = typer.Argument(help=texts("cli-forget-team"), metavar="TEAM")
    yes_option = typer.Option("--yes", help=texts("cli-forget-yes"))

    @cli.command("forget", help=texts("cli-forget"))
    def forget_(
        team: Annotated[str, team_argument],
        yes: Annotated[bool, yes_option] = False,  # noqa: FBT002
    ) -> None:
        async def work(database: Database, listed: Collection[str]) -> None:
            await database.check()
            kept = await kept_of(database, team)
            if not kept:
                raise UnknownWorkspace(team=team)
            if not yes:
                _show(texts("cli-forget-kept", team=team), kept)
                typer.confirm(texts("cli-forget-sure"), abort=True)
            _show(texts("cli-forget-erased", team=team), await forget(database, team, listed=listed))
            if left := await kept_of(database, team):
                _show(texts("cli-forget-left", team=team), left)
                raise typer.Exit(1)
            typer.echo(texts("cli-forget-proved", team=team))

        with_database(work)


def _show(head: str, rows: Mapping[str, int]) -> None:
    typer.echo(head)
    for name, count in rows.items():
        typer.echo(f"  {name}  {count}")

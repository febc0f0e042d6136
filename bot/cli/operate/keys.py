"""`baselib keys`: the keys with which secrets in the database are encrypted."""

from collections.abc import Awaitable, Callable
from typing import Annotated

import typer
from cryptography.fernet import Fernet

from bot.i18n import Texts
from bot.storage.engine.database import Database
from bot.storage.maintenance.rotation import rotate
from bot.storage.maintenance.vault import Vault

WithVault = Callable[[Callable[[Database, Vault], Awaitable[None]]], None]
"""Runs work with the database and the keys of the settings, and turns our errors into an exit status."""


def add_keys(cli: typer.Typer, texts: Texts, with_vault: WithVault) -> None:
    """Add the group `keys`."""
    keys = typer.Typer(help=texts("cli-keys"), no_args_is_help=True)

    @keys.command(help=texts("cli-keys-new"))
    def new() -> None:
        # The line alone on standard output, so that it can be appended to a file.
        typer.echo(f"BASELIB_ENCRYPTION_KEYS={Fernet.generate_key().decode()}")
        typer.echo(texts("cli-keys-made"), err=True)

    @keys.command("rotate", help=texts("cli-keys-rotate"))
    def rotate_(
        forget: Annotated[bool, typer.Option("--forget", help=texts("cli-keys-forget"))] = False,  # noqa: FBT002
    ) -> None:
        async def work(database: Database, vault: Vault) -> None:
            await database.check()
            rotated = await rotate(database, vault, forget=forget)
            typer.echo(texts("cli-keys-rotated", count=rotated.resealed))
            if rotated.forgotten:
                typer.echo(texts("cli-keys-forgotten", count=rotated.forgotten))

        with_vault(work)

    cli.add_typer(keys, name="keys")

"""The command line without its commands: what both the fast and the full one start with."""

from collections.abc import Callable
from typing import Annotated, cast

import typer

from bot.cli.completion import Command, Shell, script, words
from bot.cli.scan.options import option_words
from bot.lib.version import installed_version

HelpText = Callable[[str], str]
"""A sentence by its key."""


def root(help_text: HelpText) -> typer.Typer:
    """`baselib`, with `--version`."""
    cli = typer.Typer(
        name="baselib",
        help=help_text("cli"),
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_show_locals=False,
    )

    def print_version(requested: bool) -> None:  # noqa: FBT001  # typer's callback
        if requested:
            typer.echo(installed_version())
            raise typer.Exit

    def print_completion(context: typer.Context, shell: Shell | None) -> None:
        if shell is not None:
            table = dict(words(cast("Command", context.command))) | {"scan": option_words(help_text)}
            typer.echo(script(shell, table), nl=False)
            raise typer.Exit

    @cli.callback()
    def options(
        _version: Annotated[  # noqa: FBT002  # a flag
            bool, typer.Option("--version", callback=print_version, is_eager=True, help=help_text("cli-version"))
        ] = False,
        _completion: Annotated[
            Shell | None,
            typer.Option("--completion", callback=print_completion, is_eager=True, help=help_text("cli-completion")),
        ] = None,
    ) -> None:
        pass

    return cli

"""`baselib demo`. The sandbox is imported only when it is asked for."""

import asyncio
import signal
from contextlib import suppress

import typer

from bot.i18n import Texts


def add_sandbox(cli: typer.Typer, texts: Texts) -> None:
    """Add `demo`."""

    @cli.command(help=texts("cli-demo"))
    def demo(
        port: int = typer.Option(3001, help=texts("cli-demo-port")),
        socket_mode: bool = typer.Option(False, "--socket-mode", help=texts("cli-demo-socket-mode")),  # noqa: FBT001, FBT003
    ) -> None:
        from bot.sandbox import launch  # noqa: PLC0415

        def announce(url: str) -> None:
            typer.echo(texts("cli-demo-ready", url=url))

        # Told to end by a supervisor, it ends its processes as it does on Ctrl-C: nobody else knows of them.
        signal.signal(signal.SIGTERM, lambda _number, _frame: signal.raise_signal(signal.SIGINT))
        try:
            with suppress(KeyboardInterrupt):
                asyncio.run(launch.demo((port - 1, port, port + 1), socket_mode=socket_mode, announce=announce))
        except launch.LaunchFailedError as error:
            typer.echo(texts("cli-demo-failed", why=str(error)), err=True)
            raise typer.Exit(1) from error

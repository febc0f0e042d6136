"""`baselib run`, which starts without what only other commands need."""

from functools import partial
from typing import TYPE_CHECKING

from bot.app import open_bot
from bot.cli.kit.settings import chosen_texts, completed, guarded
from bot.i18n import Texts
from bot.settings import Settings, missing_for_run
from bot.wiring.connections import Limits
from bot.wiring.server import serve

if TYPE_CHECKING:
    import typer


def main() -> None:
    """Only `baselib run`, without the library that reads options: it has none."""
    _run(chosen_texts().on_terminal())


def add_run(cli: "typer.Typer", texts: Texts) -> None:
    """Add `baselib run`."""

    @cli.command(help=texts("cli-run"))
    def run() -> None:
        _run(texts)


def _run(texts: Texts) -> None:
    def work(settings: Settings) -> None:
        completed(settings, missing_for_run(settings), texts)
        limits = Limits()
        serve(partial(open_bot, settings, limits.refusals), host=settings.host, port=settings.port, limits=limits)

    guarded(texts, work, quiet=False)

"""`baselib run`, which starts without what only other commands need."""

from functools import partial

from bot.app import open_bot
from bot.cli.kit.cores import completed, configured
from bot.i18n import Texts
from bot.lib.machine_time import stay_alive
from bot.lib.work import ignore
from bot.settings import missing_for_run
from bot.wiring.server import Limits, serve


def run(texts: Texts) -> None:
    """Serve the bot until SIGINT or SIGTERM."""
    settings = configured(quiet=False)
    completed(settings, missing_for_run(settings), texts)
    limits = Limits()
    alive = ignore if settings.baselib_clock_url else stay_alive  # the sandbox's bot may be stopped, and go on
    serve(partial(open_bot, settings, limits.refusals, alive), host=settings.host, port=settings.port, limits=limits)

"""`baselib mcp`: the tools for a coding agent, over standard input and output."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.cli.kit.cores import AT_A_TERMINAL
from bot.cli.scan import report_in
from bot.domain.report import Report
from bot.i18n import Texts
from bot.lib.version import installed_version
from bot.lib.work import Once
from bot.logs import configure_logging
from bot.mcp.from_files import reading_files
from bot.ports.machine import Clock
from bot.settings import Settings, read_settings
from bot.usecases.app import ReadingApp
from bot.usecases.imports import LOCAL_TEAM
from bot.wiring.core import open_core


async def mcp(_texts: Texts, *, shares: Sequence[Path]) -> None:
    """Serve an agent until its input ends."""
    reports = [report_in(file) for file in shares]
    # Not the `.env` of the agent's working folder: that is the Mini Program's, not Baselib's.
    settings = _without_credentials(read_settings(None), reports)
    configure_logging(level="WARNING", log_format=settings.log_format, secrets=())
    await _serve(settings, {report.program.appid: report for report in reports})


def _without_credentials(settings: Settings, reports: Sequence[Report]) -> Settings:
    """Only what is public: an agent that anyone may steer gets no token, and no database of the bot's."""
    return Settings.model_construct(
        wechat_public_url=settings.wechat_public_url,
        wechat_programs=tuple(report.program for report in reports),
        baselib_locale=settings.baselib_locale,
        baselib_clock_url=settings.baselib_clock_url,
        log_format=settings.log_format,
    )


async def _serve(settings: Settings, files: dict[str, Report]) -> None:
    stdio = import_module("bot.mcp.server")  # the SDK takes a second to load
    async with AsyncExitStack() as stack:

        async def opened() -> tuple[ReadingApp, Clock]:
            folder = stack.enter_context(TemporaryDirectory(prefix="baselib-"))
            there = settings.model_copy(update={"database_url": f"sqlite:///{folder}/baselib.db"})
            core = await stack.enter_async_context(open_core(there, patience=AT_A_TERMINAL))
            await core.repositories.snapshots.save(LOCAL_TEAM, [report.snapshot for report in files.values()])
            return reading_files(core.usecases, files), core.clock

        admission = stdio.TerminalAdmission(Once(opened), LOCAL_TEAM, settings.baselib_locale)
        await stdio.serve_stdio(admission, installed_version())

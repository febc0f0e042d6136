"""Open the program's core, which answers commands."""

import os
import shutil
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

from bot.cli.output import print_error
from bot.domain.access import Viewpoint
from bot.errors import UserError
from bot.i18n import Texts
from bot.logs import configure_logging
from bot.settings import Settings, asks_about_all, load_settings, missing_for_reading
from bot.storage.engine.database import Database
from bot.usecases.imports import LOCAL_TEAM
from bot.usecases.programs.choose import choose_program
from bot.wechat.http import Patience
from bot.wiring.core import Core, open_core


def configured(*, quiet: bool = True) -> Settings:
    """Read the settings, and log as they say.

    Args:
        quiet: log nothing below a warning, unless `LOG_LEVEL` asks for it: the answer should stand alone.
    """
    settings = load_settings()
    level = "WARNING" if quiet and "log_level" not in settings.model_fields_set else settings.log_level
    configure_logging(level=level, log_format=settings.log_format, secrets=settings.secrets)
    return settings


def completed(settings: Settings, missing: Sequence[str], texts: Texts) -> Settings:
    """Return the settings, if none is missing.

    Else print which line of `.env` to fill in and where its value is found.
    """
    if not missing:
        return settings
    print_error(texts("settings-missing", file=str(Path(".env").absolute())))
    for name in missing:
        where = texts(f"settings-where-{name.lower().replace('_', '-')}", command=_command())
        print_error(f"  {name}=…  {where}")
    raise SystemExit(1)


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[Database]:
    """Yield the database alone, not the core."""
    database = Database(settings.database_url)
    try:
        yield database
    finally:
        await database.close()


def _command() -> str:
    """How to call this command line here: by name, or by path where it is not on the PATH (`make run`)."""
    beside = Path(sys.executable).with_name("baselib")
    return "baselib" if shutil.which("baselib") or not beside.exists() else os.path.relpath(beside)


AT_A_TERMINAL: Final = Patience(attempts=2, first_wait=0.4)
"""A person, or an agent, who waits and can ask again: without a network they know it within two seconds."""


@asynccontextmanager
async def open_team() -> AsyncIterator[tuple[Core, str]]:
    """Yield the core and the workspace of the command line's programs, also while settings are missing."""
    async with open_core(configured(), patience=AT_A_TERMINAL) as core:
        yield core, await _team(core)


@asynccontextmanager
async def open_numbers(texts: Texts, name: str | None = None) -> AsyncIterator[tuple[Core, str]]:
    """Yield the same, for a question about a program or about all; ends where its settings are missing."""
    settings = configured()
    missing = [] if name is not None and asks_about_all(settings, name) else missing_for_reading(settings)
    if settings.component or settings.half_component:
        completed(settings, missing, texts)  # half a platform cannot even be opened
    async with open_core(settings, patience=AT_A_TERMINAL) as core:
        team = await _team(core)
        if missing and await _lacks_settings(core, team, name):
            completed(settings, missing, texts)
        yield core, team


@asynccontextmanager
async def open_if_set(program: str) -> AsyncIterator[tuple[Core | None, str]]:
    """Yield the same, or no core while one of the settings that the named program needs is missing."""
    settings = configured()
    missing = missing_for_reading(settings) and not (program and asks_about_all(settings, program))
    if missing and (not program or settings.component or settings.half_component):
        yield None, LOCAL_TEAM
        return
    async with open_core(settings, patience=AT_A_TERMINAL) as core:
        team = await _team(core)
        yield None if missing and await _lacks_settings(core, team, program) else core, team


async def _team(core: Core) -> str:
    return await core.home() or LOCAL_TEAM


async def _lacks_settings(core: Core, team: str, name: str | None) -> bool:
    """Whether a question about a program, or about all, cannot be answered while settings are missing.

    It can where the name means a program whose numbers are imported, which needs no credential. Where it means none
    beside such programs, the answer is that it means none.
    """
    if name is not None:
        with suppress(UserError):
            return not (await choose_program(core.usecases, Viewpoint.everything(team), name)).is_imported
    return not await core.repositories.programs.imported(Viewpoint.everything(team))

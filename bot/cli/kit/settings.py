"""What commands share of the settings: read them, name those that are missing, and open the database."""

import os
import shutil
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bot.cli.output import print_error
from bot.i18n import Texts
from bot.logs import configure_logging
from bot.settings import Settings, load_settings
from bot.storage.engine.database import Database


def configured(*, quiet: bool = True) -> Settings:
    """Read the settings, and log as they say.

    Args:
        quiet: log nothing below a warning, unless `LOG_LEVEL` asks for it: the answer should stand alone.

    Raises:
        SettingsError: one cannot be read.
    """
    settings = load_settings()
    level = "WARNING" if quiet and "log_level" not in settings.model_fields_set else settings.log_level
    configure_logging(level=level, log_format=settings.log_format, secrets=settings.secrets)
    return settings


def completed(settings: Settings, missing: Sequence[str], texts: Texts) -> Settings:
    """The settings, if none is missing; else print which line of `.env` to fill in and where its value is found.

    Raises:
        SystemExit: something is missing.
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
    """The database alone, not the core."""
    database = Database(settings.database_url)
    try:
        yield database
    finally:
        await database.close()


def _command() -> str:
    """How to call this command line here: by name, or by path where it is not on the PATH (`make run`)."""
    beside = Path(sys.executable).with_name("baselib")
    return "baselib" if shutil.which("baselib") or not beside.exists() else os.path.relpath(beside)

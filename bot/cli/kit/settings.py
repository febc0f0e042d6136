"""What commands share of the settings: read them, name those that are missing, and the language."""

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

from bot.cli.kit.errors import print_errors, write_error
from bot.errors import SettingsError
from bot.i18n import Texts, texts_for
from bot.logs import configure_logging
from bot.settings import Settings, load_settings, read_settings


def guarded(texts: Texts, work: Callable[[Settings], None], *, quiet: bool = True) -> None:
    """Read the settings, do the work, and turn our errors into a sentence and an exit status.

    Args:
        texts: the language.
        work: called with the settings.
        quiet: log nothing below a warning, unless `LOG_LEVEL` asks for it: the answer should stand alone.
    """
    with print_errors(texts):
        settings = load_settings()
        level = "WARNING" if quiet and "log_level" not in settings.model_fields_set else settings.log_level
        configure_logging(level=level, log_format=settings.log_format, secrets=settings.secrets)
        work(settings)


def completed(settings: Settings, missing: Sequence[str], texts: Texts) -> Settings:
    """The settings, if none is missing; else print which line of `.env` to fill in and where its value is found.

    Raises:
        SystemExit: something is missing.
    """
    if not missing:
        return settings
    write_error(texts("settings-missing", file=str(Path(".env").absolute())))
    for name in missing:
        where = texts(f"settings-where-{name.lower().replace('_', '-')}", command=_command())
        write_error(f"  {name}=…  {where}")
    raise SystemExit(1)


def _command() -> str:
    """How to call this command line here: by name, or by path where it is not on the PATH (`make run`)."""
    beside = Path(sys.executable).with_name("baselib")
    return "baselib" if shutil.which("baselib") or not beside.exists() else os.path.relpath(beside)


def chosen_texts() -> Texts:
    """The language of help and errors, even when other settings are wrong."""
    with suppress(SettingsError, ValidationError):
        return texts_for(read_settings(".env", wechat_programs=()).baselib_locale)  # thousands of them take a while
    return texts_for("en")

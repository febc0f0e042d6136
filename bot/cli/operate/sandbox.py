"""`baselib demo`. The sandbox is imported only when it is asked for."""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from bot.cli.output import print_error, print_text
from bot.i18n import Texts

if TYPE_CHECKING:
    from tools.sandbox.launch import Running

_PARTS: Final = ("tools.sandbox", "python_multipart", "websockets", "yaml")
"""What an installation for production lacks: the sandbox, and the packages that only it needs."""


def demo(
    texts: Texts, *, port: int, socket_mode: bool, many_workspaces: bool, settings: Path | None, fleet: int
) -> int:
    """Run Slack, WeChat and the bot until they are interrupted."""
    if not all(map(_is_installed, _PARTS)):
        print_error(texts("cli-demo-not-installed"))
        return 1

    from tools.sandbox.launch import FIRST_CHANNEL, LaunchFailedError, Plan  # noqa: PLC0415
    from tools.sandbox.launch import demo as run_demo  # noqa: PLC0415
    from tools.sandbox.seed import settings_in  # noqa: PLC0415

    # On a supervisor's SIGTERM, end the processes as on Ctrl-C: no other process knows them. Shells
    # have SIGINT ignored by what they start in the background.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda _number, _frame: signal.raise_signal(signal.SIGINT))

    def announce(running: "Running") -> None:
        if settings is not None:
            settings.write_text(settings_in(running.environment), encoding="utf-8")
        print_text(_ready(running, settings, texts))

    try:
        with (
            suppress(KeyboardInterrupt),
            TemporaryDirectory(prefix="baselib-demo-") as directory,
            _kept_as_long(settings, texts),
        ):
            plan = Plan(
                Path(directory),
                start=None,
                socket_mode=socket_mode,
                ports=(port - 1, port, port + 1),
                component=True,
                fleet=fleet,
                default_in=FIRST_CHANNEL,
                oauth=many_workspaces,
                bot=settings is None,
                extra={"BASELIB_MAY_SET_MINIMUM": "on"},
            )
            asyncio.run(run_demo(plan, announce=announce))
    except LaunchFailedError as error:
        print_error(texts("cli-demo-failed", why=str(error)))
        return 1
    return 0


def _is_installed(part: str) -> bool:
    try:
        return find_spec(part) is not None
    except ModuleNotFoundError:  # the package around it
        return False


def _ready(running: "Running", settings: Path | None, texts: Texts) -> str:
    pages = {"url": running.slack_url, "bot": running.bot_url}
    steps = [
        texts("cli-demo-ready-settings", file=str(settings)) if settings else None,
        texts("cli-demo-ready-install", **pages) if running.plan.oauth else None,
        texts("cli-demo-ready-two" if running.plan.oauth else "cli-demo-ready", **pages),
        texts("cli-demo-ready-programs"),
        texts("cli-demo-ready-end"),
    ]
    return "\n".join(step for step in steps if step)


@contextmanager
def _kept_as_long(settings: Path | None, texts: Texts) -> Iterator[None]:
    """Make the settings file, for its owner alone, and remove it with the sandbox."""
    if settings is None:
        yield
        return
    try:
        os.close(os.open(settings, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        print_error(texts("cli-demo-settings-refused", file=str(settings), why=error.strerror or ""))
        raise SystemExit(2) from error
    try:
        yield
    finally:
        settings.unlink(missing_ok=True)

"""The system's Chromium, driven by Playwright, with everything off that would call home."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from playwright.async_api import Browser, async_playwright

_PROGRAMS: Final = ("chromium-headless-shell", "chromium")
"""The first that is there: the shell draws the same pages for three quarters of the work."""
_FLAGS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--renderer-process-limit=1",  # a process for each page costs its start
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


class ChromiumMissingError(Exception):
    """There is none on the PATH."""


def chromium_path() -> str:
    """Where Chromium lies.

    Raises:
        ChromiumMissingError: nowhere.
    """
    found = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if found is None:
        raise ChromiumMissingError("chromium is missing: on Debian and Ubuntu, apt-get install chromium")
    return found


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A running Chromium, ended afterwards.

    Raises:
        ChromiumMissingError: there is none here.
    """
    path = chromium_path()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=_FLAGS, headless=True)
        try:
            yield browser
        finally:
            await browser.close()

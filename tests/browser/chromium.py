"""The system's Chromium, driven by Playwright, without any calls home."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from playwright.async_api import Browser, async_playwright

from tests.needs import BROWSER, CHROMIUMS

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
    pass


def _path() -> str:
    found = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if found is None:
        raise ChromiumMissingError(BROWSER.remedy)
    return found


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A running Chromium, ended afterwards."""
    path = _path()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=_FLAGS, headless=True)
        try:
            yield browser
        finally:
            await browser.close()

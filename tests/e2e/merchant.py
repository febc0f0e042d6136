"""A Mini Program's admin in a browser: our page, WeChat's confirmation, and back."""

import asyncio
import re
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import unescape
from typing import Final

import httpx

from bot.lib.transport import local_client
from tests.e2e.person import Json, Person, elements_of
from tests.patience import PATIENCE
from tools.sandbox.wechat.config import SETS

FINISHED: Final = "is authorised"
ALL_SETS: Final = tuple(SETS)
_LINK: Final = re.compile(r'href="([^"]*/cgi-bin/componentloginpage[^"]*)"')


@dataclass(frozen=True)
class Merchant:
    browser: httpx.AsyncClient

    async def open(self, link: str) -> httpx.Response:
        return await self.browser.get(link)

    async def confirm(self, link: str, appid: str, sets: Collection[int] = ALL_SETS, *, loads: int = 1) -> list[str]:
        """All the way; the pages that this browser saw at its end: ours, or WeChat's when that leads nowhere.

        Args:
            appid: the account that is chosen on WeChat's page.
            loads: how often the browser fetches the page that it is sent back to, all at once.
        """
        landing = await self.open(link)
        assert landing.is_success, landing.text
        found = _LINK.search(landing.text)
        assert found, landing.text
        wechat = unescape(found[1])
        came_from = {"referer": str(landing.url.copy_with(path="/", query=None))}
        page = await self.browser.get(wechat, headers=came_from)
        assert page.is_success, page.text
        answer = await self.browser.post(wechat, data={"appid": appid, "sets": [str(number) for number in sets]})
        if not answer.has_redirect_location:
            return [answer.text]
        back = answer.headers["location"]
        pages = await asyncio.gather(*(self.browser.get(back) for _ in range(loads)))
        assert all(page.is_success for page in pages), pages[0].text
        return [page.text for page in pages]


@asynccontextmanager
async def merchant() -> AsyncIterator[Merchant]:
    async with local_client(timeout=PATIENCE) as browser:
        yield Merchant(browser)


def link_in(message: Json) -> str:
    """Where the message's button leads: to the landing page."""
    return next(str(element["url"]) for _, element in elements_of(message) if element["action_id"] == "authorise.link")


async def let_in_by(person: Person, appid: str, way: str) -> tuple[Person, Json, list[str]]:
    """A merchant authorises the platform; returns the asking channel, its notice, and the browser's pages.

    Args:
        person: who asks for it, in a new channel.
        way: the sandbox's fault that says how the news of it comes; empty for none.
    """
    somewhere = await person.elsewhere()
    if way:
        await person.fault(way, where=appid, params={"seconds": 0.5} if way == "redirect_first" else {})
    link = link_in(await somewhere.ask("/baselib programs add"))
    async with merchant() as admin:
        pages = await admin.confirm(link, appid, loads=2 if way == "both_twice" else 1)
    received = await somewhere.sees(lambda message: FINISHED in message["text"])
    return somewhere, received, pages

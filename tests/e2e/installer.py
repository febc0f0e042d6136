"""A person who installs the bot, through our pages and Slack's."""

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin

import httpx

from bot.lib.transport import local_client
from tests.patience import PATIENCE


@dataclass(frozen=True)
class Browser:
    http: httpx.AsyncClient
    bot_url: str

    async def follow(self, page: httpx.Response, text: str) -> httpx.Response:
        href = re.search(rf'href="([^"]+)"[^>]*>[^<]*{re.escape(text)}', page.text)
        assert href, page.text
        return await self.http.get(urljoin(str(page.url), unescape(href[1])))

    async def install(self, where: str) -> httpx.Response:
        """From our page over Slack's and back; the last page."""
        slack = await self.follow(await self.http.get(f"{self.bot_url}/slack/install"), "Add to Slack")
        return await self.follow(slack, where)


def opened() -> httpx.AsyncClient:
    return local_client(follow_redirects=True, timeout=PATIENCE)

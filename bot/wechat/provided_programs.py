"""Reads the provider's list of programs: the thin shell around `bot.wechat.protocol.program_list`."""

import asyncio
from collections.abc import Sequence

import httpx
from pydantic import SecretStr

from bot.domain.programs import ProvidedProgram
from bot.errors import ProgramListRefused, WeChatUnreadable
from bot.wechat.http import exchange, service_request
from bot.wechat.protocol.program_list import MAX_BYTES, MOST_PAGES, MOST_PROGRAMS, ListPage, gathered, read_page


class ProvidersList:
    """Serves `bot.ports.programs.ProvidedPrograms` from `WECHAT_PROGRAMS_URL`, with the bearer secret if one is set."""

    def __init__(self, client: httpx.AsyncClient, *, url: str, bearer: SecretStr | None = None) -> None:
        self._client = client
        self._url = url
        self._bearer = bearer

    async def all(self) -> Sequence[ProvidedProgram]:
        pages: list[ListPage] = []
        url, count = self._url, 0
        while url:
            page = await self._page(url)
            pages.append(page)
            url, count = page.next_url, count + len(page.programs)
            if len(pages) > MOST_PAGES or count > MOST_PROGRAMS:
                raise ProgramListRefused(
                    reason="too-large", detail=f"more than {MOST_PAGES} pages or {MOST_PROGRAMS} programs"
                )
        return gathered(pages)

    async def _page(self, url: str) -> ListPage:
        request = service_request(self._client, url, self._bearer)
        try:
            status, body = await exchange(self._client, request, most=MAX_BYTES)
        except WeChatUnreadable:
            status, body = 0, b""
        if not status:
            raise ProgramListRefused(reason="too-large", detail=f"more than {MAX_BYTES} bytes")
        return await asyncio.to_thread(read_page, status, body, url=url)  # ten thousand rows take too long for the loop

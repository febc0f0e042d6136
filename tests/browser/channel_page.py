"""axe-core, run inside the page.

https://github.com/dequelabs/axe-core/blob/develop/doc/API.md
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final, TypedDict
from urllib.parse import parse_qsl, urlencode, urlsplit

from playwright.async_api import (
    Browser,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    Request,
    Response,
    ViewportSize,
    expect,
)

from tests.e2e.person import eventually, is_notice
from tests.needs import ROOT
from tests.patience import PATIENCE

SCRIPT: Final = ROOT / "tools/sandbox/page/node_modules/axe-core/axe.min.js"
_RUN: Final = """
async () => {
  const { violations } = await axe.run(document, {
    resultTypes: ["violations"],
    selectors: false,
    preload: { assets: ["media"] },
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  });
  return violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.map((node) => node.html.slice(0, 200)) }));
}
"""


class Violation(TypedDict):
    """A rule that is broken, and by which elements."""

    id: str
    help: str
    where: list[str]


async def violations(page: Page) -> list[Violation]:
    """What axe finds wrong with the page; only in tests with the fixture `axe`."""
    if await page.evaluate("!window.axe"):
        await page.evaluate(SCRIPT.read_text(encoding="utf-8"))
    found: list[Violation] = await page.evaluate(_RUN)
    return found


WITHIN: Final = 1000 * PATIENCE
"""How long anything may take to appear, in milliseconds."""
DESKTOP: Final = ViewportSize(width=1280, height=900)
PHONE: Final = ViewportSize(width=390, height=844)
_BROWSER_LOCALES: Final = {"en": "en-US", "zh-CN": "zh-CN"}
_LOOPBACK: Final = "127.0.0.1"


@dataclass
class ChannelPage:
    page: Page
    base_url: str
    trouble: list[str] = field(default_factory=list)
    """Console errors, uncaught exceptions, and requests to other hosts."""

    @classmethod
    async def opened(
        cls,
        browser: Browser,
        base_url: str,
        *,
        user: str = "U0ALICE",
        place: str = "C0MINIAPP",
        lang: str = "en",
        viewport: ViewportSize = DESKTOP,
    ) -> "ChannelPage":
        opened = cls(await new_page(browser, lang=lang, viewport=viewport), base_url)
        opened.watch()
        await opened.go(user=user, place=place, lang=lang)
        return opened

    async def go(self, *, user: str = "U0ALICE", place: str = "C0MINIAPP", lang: str = "en") -> None:
        await self.page.goto(f"{self.base_url}/?{urlencode({'user': user, 'place': place, 'lang': lang})}")
        await self.loaded()

    async def loaded(self) -> None:
        await expect(self.page.get_by_role("log")).to_have_attribute("aria-busy", "false")

    async def close(self) -> None:
        await self.page.context.close()

    def watch(self, *, on: bool = True) -> None:
        """Keep what goes wrong from now on; or no longer."""
        events: dict[Any, Any] = {"console": self._console, "pageerror": self._uncaught, "request": self._request}
        for event, keep in events.items():
            if on:
                self.page.on(event, keep)
            else:
                self.page.remove_listener(event, keep)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.trouble.append(f"console {message.type}: {message.text}")

    def _uncaught(self, error: Error) -> None:
        self.trouble.append(f"uncaught: {error}")

    def _request(self, asked: Request) -> None:
        url = urlsplit(asked.url)
        if url.scheme != "data" and url.hostname != _LOOPBACK:
            self.trouble.append(f"request to {url.hostname}")

    def at(self, test_id: str) -> Locator:
        return self.page.get_by_test_id(test_id)

    @property
    def composer(self) -> Locator:
        return self.at("composer")

    async def say(self, text: str) -> None:
        await self.composer.fill(text)
        await self.composer.press("Enter")
        await expect(self.composer).to_have_value("")

    async def ask(self, command: str, *, shows: str | None = None) -> Locator:
        """Send a command; its answer, which has an element of this name."""
        answer = await self.answered(lambda: self.say(command))
        if shows:
            await expect(answer.get_by_test_id(shows)).to_be_visible()
        return answer

    async def answered(self, do: Callable[[], Awaitable[None]]) -> Locator:
        async with self.page.expect_response(_is_taken) as sent:
            await do()
        response = await sent.value
        payload, interaction = response.request.post_data_json or {}, (await response.json())["interaction"]
        where = {
            **dict(parse_qsl(urlsplit(response.url).query)),
            "user": payload["user"],
            "channel": payload["channel"],
        }

        async def look() -> str | None:
            shown = await (await self.page.request.get(f"{self.base_url}/sandbox/messages", params=where)).json()
            answers = (each for each in shown["messages"] if each["answers"] == interaction and not is_notice(each))
            return next((str(each["ts"]) for each in answers), None)

        answer = self.page.locator(f'[data-ts="{await eventually(look)}"]')
        await expect(answer).to_be_visible()
        return answer

    async def move_clock(self, button: str) -> None:
        async with self.page.expect_response(lambda response: urlsplit(response.url).path == "/sandbox/clock"):
            await self.at(button).click()

    async def close_modal(self, button: str = "modal-close") -> None:
        await self.at(button).click()
        await expect(self.at("modal")).to_have_count(0)

    async def become(self, user: str) -> None:
        await self.at("user-select").select_option(user)
        await self.loaded()

    async def visit(self, channel: str) -> None:
        await self.at(f"channel-{channel}").click()
        await self.loaded()

    def action(self, message: Locator, action_id: str) -> Locator:
        return message.get_by_test_id(f"action-{action_id}")

    async def choose(self, message: Locator, action_id: str, name: str) -> None:
        await self.action(message, action_id).click()
        await self.page.get_by_role("menuitem", name=name).click()

    async def pinned(self, message: Locator) -> Locator:
        """The same message, found by its timestamp, even after others."""
        ts = await message.get_attribute("data-ts")
        return self.page.locator(f'[data-ts="{ts}"]')

    async def headers(self, table: Locator) -> list[str]:
        """A table's column names, without the arrows that sort."""
        names = await table.locator("thead .sort").all()
        return [(await name.evaluate("node => node.firstChild.textContent")).strip() for name in names]

    async def column(self, table: Locator, number: int) -> list[str]:
        return await table.locator(f"tbody tr > :nth-child({number + 1})").all_inner_texts()


async def new_page(browser: Browser, *, lang: str = "en", viewport: ViewportSize = DESKTOP) -> Page:
    context = await browser.new_context(viewport=viewport, locale=_BROWSER_LOCALES[lang], reduced_motion="reduce")
    context.set_default_timeout(WITHIN)
    return await context.new_page()


def _is_taken(response: Response) -> bool:
    return urlsplit(response.url).path in {"/sandbox/command", "/sandbox/action"}

"""`make screenshots`: take the pictures in docs/pictures/ again.

Everything starts at one fixed moment of the sandbox's clock, so that pictures of the same page differ little.
"""

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from playwright.async_api import Browser, Locator, ViewportSize, expect

from bot.i18n import Texts, texts_for
from bot.lib.transport import local_client
from tests.browser.channel_page import WITHIN, ChannelPage
from tests.browser.chromium import ChromiumMissingError, chromium
from tests.e2e.person import Json, Person, action_ids, alice_in, eventually, everything_in
from tests.forked import launched
from tools import ROOT
from tools.sandbox.launch import TEAM_ID, Plan, Running
from tools.sandbox.seed import let_in, seed_aliases, seed_history
from tools.sandbox.wechat.config import demo_programs
from tools.sandbox.wechat.state import QUERY

MERCHANTS: Final = ("shop", "coffee", "clinic", "fractions", "below", "withdrawn", "unclear")
MINIMUMS: Final = {"shop": "3.12.2", "coffee": "3.7.6"}
"""Raised by two of them, so that users are lost."""
ADMIN: Final = "U0BOWEN"
_PEOPLE: Final = ("U0ALICE", "U0BOWEN", "U0CARLA")


@asynccontextmanager
async def _launched(moment: datetime, *, may_set: bool = False, **plan: Any) -> AsyncIterator[Running]:
    with TemporaryDirectory(prefix="baselib-pictures-") as name:
        extra = {"BASELIB_ADMINS": ADMIN, "BASELIB_MAY_SET_MINIMUM": "on" if may_set else "off"}
        async with launched(Plan(Path(name), moment, ports=(0, 0, 0), extra=extra, quiet=True, **plan)) as running:
            yield running


@asynccontextmanager
async def sandbox_at(moment: datetime) -> AsyncIterator[Running]:
    """Yield the sandbox and the bot, with twenty weeks of history before that moment of the sandbox's clock.

    WeChat refuses from the start, so that the bot has no numbers of that day until the fault is cleared.
    """
    async with _launched(moment, bot=False) as running:
        fault = {"target": "wechat", "where": QUERY, "params": {"code": 61007}}
        async with local_client(running.slack_url) as slack:
            (await slack.put("/sandbox/faults/errcode", json=fault)).raise_for_status()
        await running.start_bot()
        yield running


@asynccontextmanager
async def platform_at(moment: datetime) -> AsyncIterator[Running]:
    """Yield the bot as the third-party platform that some merchants have let in, with the same history of them."""
    merchants = [program for program in demo_programs() if program.alias in MERCHANTS]
    platform: dict[str, Any] = {"programs": (), "component": True, "bot": False, "tickets": False, "seeded": False}
    async with _launched(moment, **platform) as running:
        await seed_history(running.environment["DATABASE_URL"], TEAM_ID, merchants, now=moment)
        await seed_aliases(running.environment["DATABASE_URL"], TEAM_ID, merchants)
        async with local_client(running.wechat_url) as wechat:
            for program in merchants:
                if minimum := MINIMUMS.get(program.alias or ""):
                    raised = {"minimum": minimum}
                    (await wechat.post(f"/sandbox/programs/{program.appid}", json=raised)).raise_for_status()
            (await wechat.delete("/sandbox/faults")).raise_for_status()
        await running.start_bot()
        for program in merchants:  # one after the other, so that they stand in this order
            await let_in(running.wechat_url, [program.appid])
        yield running


@asynccontextmanager
async def setting_at(moment: datetime) -> AsyncIterator[Running]:
    """Yield the sandbox and a bot that may set minimums."""
    async with _launched(moment, may_set=True) as running:
        async with local_client(running.slack_url) as slack:

            async def connected() -> bool:
                return bool((await slack.get("/sandbox/state")).json()["bot"]["connected"])

            await eventually(connected)
        yield running


@dataclass(frozen=True)
class Deciding:
    """The stories of decisions that Baselib sets: a proposer, and two others who vote."""

    proposer: Person
    texts: Texts

    async def begin(self) -> None:
        """Two programs have the tag `mall`, and Baselib may set their minimums."""
        for alias in ("shop", "coffee"):
            await self.proposer.ask(f"/baselib report {alias}")
            await self.proposer.ask(f"/baselib programs tag {alias} mall")
            await self.proposer.lets_baselib_set(alias)

    async def result(self) -> Json:
        """Return the card of one program, whose minimum was set and verified."""
        approved = await self._approved("/baselib propose 3.7.6 shop https://example.com/pull/7", "decision.set_now")
        await self.proposer.press_and_see(approved, "decision.set_now")
        await self._later(timedelta(minutes=2))
        return await self._card("decision.roll_back")

    async def fleet(self) -> Json:
        """Return the card of a fleet, whose first program is set."""
        approved = await self._approved("/baselib propose 3.8.5 #mall https://example.com/pull/8", "rollout.start")
        await self.proposer.press_and_see(approved, "rollout.start")
        await self._card("rollout.pause", shows=self.texts("rollout-accepted", count=1))
        await self._later(timedelta(minutes=2))
        return await self._card("rollout.pause", shows=self.texts("rollout-set", count=1, all=2))

    async def _approved(self, command: str, action: str) -> Json:
        answered = await self.proposer.ask(command)
        if "rollout.post" in action_ids(answered):
            await self.proposer.press_and_see(answered, "rollout.post")
        for voter in _PEOPLE:
            if voter != self.proposer.user:
                await self.proposer.as_(voter).press_and_see(await self._card("decision.approve"), "decision.approve")
        return await self._card(action)

    async def _card(self, action: str, *, shows: str = "") -> Json:
        return await self.proposer.sees(
            lambda message: (
                not message["ephemeral"] and action in action_ids(message) and shows in everything_in(message)
            )
        )

    async def _later(self, time: timedelta) -> None:
        await self.proposer.move_clock(await self.proposer.now() + time)


FOLDER: Final = ROOT / "docs" / "pictures"
VIEWS: Final = (
    *(
        "breakdown",
        "raise",
        "cover",
        "trend",
        "can",
        "looking-back",
        "export",
        "import",
        "use",
        "digest",
        "schedule",
        "alert",
    ),
    *("changes", "waiting", "propose", "decisions", "decision-result", "decision-fleet"),
    *("alerts", "home", "access", "audit", "token", "help", "sandbox", "fleet", "fleet-raise", "programs", "landing"),
)
ALONE: Final = "answer"
"""The README's: a message without the page around it."""
WIDTHS: Final = dict.fromkeys(VIEWS, 1024) | {"sandbox": 1280}
"""In pixels: the views without the sandbox's controls are narrower."""
HEIGHTS: Final = range(440, 1401)
"""In pixels: a message is shown from its head to its foot."""


def picture(view: str, locale: str) -> Path:
    """Where the picture of a view lies."""
    return FOLDER / f"{view}.{locale}.png"


MOMENT: Final = datetime(2026, 11, 26, 8, 0, 5, tzinfo=UTC)
"""A Thursday: 09:00 in Berlin, 16:00 in Shanghai."""
_NARROW: Final = ViewportSize(width=WIDTHS["breakdown"], height=720)
_WIDE: Final = ViewportSize(width=WIDTHS["sandbox"], height=860)
_MARGIN: Final = 12
"""Below the last message, in pixels."""


@dataclass(frozen=True)
class Reader:
    """A person who looks at the pictures of a language, and where."""

    locale: str
    user: str
    channel: str


READERS: Final = (Reader("en", "U0ALICE", "C0MINIAPP"), Reader("zh-CN", ADMIN, "C0MINIAPP"))


class Photographer:
    def __init__(self, window: ChannelPage, reader: Reader) -> None:
        self._window = window
        self._reader = reader

    async def all(self) -> None:
        """Draw the views of one program: first with the fault, then without it, at last on Monday."""
        await self._sandbox()
        raised = await self._window.ask("/baselib raise 3.8.5 shop", shows="data-table")
        await self._message("raise", raised, alone=True)
        breakdown = await self._answer("breakdown", "report shop", shows="data-table")
        await self._answer("trend", "trend shop", shows="data-table")
        await self._answer("can", "can wx.getPrivacySetting wx.getDeviceBenchmarkInfo shop", shows="data-table")
        await self._answer("cover", "cover 99 shop")
        await self._answer("looking-back", "report shop --on 2026-10-29")
        await self._answer("help", "help")
        await self._export(breakdown)
        await self._import()
        await self._answer("use", "use shop")
        await self._alerts()
        await self._schedule()
        await self._digest()
        await self._answer("changes", "changes shop 2w")
        await self._access()
        await self._decisions()

    async def of_platform(self) -> None:
        """Draw the views of many programs: the fleet, and the page that a merchant's admin is sent to."""
        window = self._window
        for alias in MINIMUMS:  # so that the newest numbers are kept
            await window.ask(f"/baselib report {alias}", shows="data-table")
        await self._answer("fleet", "fleet", shows="data-table")
        await self._answer("fleet-raise", "fleet raise 3.8.5", shows="data-table")
        await self._answer("programs", "programs")
        await self._answer("waiting", "waiting", shows="action-home.weekly")
        link = await window.ask("/baselib programs add")
        async with window.page.context.expect_page() as opened:
            await link.get_by_role("link").click()
        page = await opened.value
        await page.set_viewport_size(_NARROW)
        await expect(page.locator(".button")).to_have_count(2)
        await page.screenshot(path=picture("landing", self._reader.locale), full_page=True)
        await page.close()
        await self._home()

    async def of_decisions(self, deciding: Deciding) -> None:
        """Draw the cards of minimums that Baselib sets: one verified, and a fleet's run."""
        await deciding.begin()
        for view, play in (("decision-result", deciding.result), ("decision-fleet", deciding.fleet)):
            card = self._window.page.locator(f'[data-ts="{(await play())["ts"]}"]')
            await expect(card).to_be_visible()
            await self._message(view, card)

    async def _export(self, breakdown: Locator) -> None:
        """Draw the file that the breakdown's export sends into the direct messages."""
        window = self._window

        async def ask() -> None:
            await window.action(breakdown, "report.more").click()
            await window.page.get_by_role("menuitem").nth(3).click()

        answer = await window.answered(ask)
        await window.action(answer, "report.export").select_option(index=1)
        await window.at("direct-message").click()
        await window.loaded()
        sent = window.at("message").filter(has=window.page.locator(".file-link")).last
        await expect(sent).to_be_visible()
        await self._message("export", sent)
        await window.visit(self._reader.channel)

    async def _alerts(self) -> None:
        await self._answer("alert", "alert loss > 3% at 3.8.5 shop")
        for condition in ("coverage 3.9.2 >= 99%", "minimum changed", "rollback"):
            await self._window.ask(f"/baselib alert {condition} shop")
        await self._answer("alerts", "alerts")

    async def _home(self) -> None:
        """Draw the Home tab with a digest and an alert, down to them."""
        window = self._window
        for order in ("use shop", "digest mon 09:00", "alert loss > 3% at 3.8.5"):
            await window.ask(f"/baselib {order}")
        await window.at("app-home").click()
        alert = window.at("home").get_by_test_id("action-home.alert")
        await expect(alert).to_be_visible()
        await self._fit((await alert.bounding_box() or {"y": 0, "height": 0})["y"] + 2 * _MARGIN)
        await self._save("home")
        await window.page.set_viewport_size(_NARROW)

    async def _access(self) -> None:
        for command in ("access grant U0CARLA viewer", "programs restrict coffee C0RELEASE"):
            await self._window.ask(f"/baselib {command}")
        await self._answer("access", "access")
        await self._answer("audit", "audit")
        await self._window.ask("/baselib token")
        await self._answer("token", "token list")  # a token itself is in no picture

    async def _import(self) -> None:
        window = self._window
        await window.say("/baselib import")
        modal = window.at("modal")
        await expect(modal).to_be_visible()
        for block, typed in (
            ("import-program", "news"),
            ("import-numbers", "3.5.5  0.78%\n3.6.4  1.12%\n3.8.5  98.1%"),
        ):
            await modal.get_by_test_id(f"input-{block}").locator("input, textarea").fill(typed)
        await window.at("modal-submit").click()
        await expect(modal.locator("strong")).to_be_visible()
        await self._fit(HEIGHTS.stop)
        await self._save("import")
        await window.page.set_viewport_size(_NARROW)
        await window.close_modal()

    async def _decisions(self) -> None:
        window = self._window
        await window.ask("/baselib propose 3.8.5 shop https://example.com/pull/7")
        card = window.at("message").filter(has=window.at("action-decision.approve"))
        await expect(card).to_be_visible()
        await self._message("propose", card)
        await self._answer("decisions", "decisions", shows="action-decision.export")

    async def _schedule(self) -> None:
        """Draw the whole form, in a window that is high enough for it."""
        window = self._window
        status = await window.ask("/baselib digest mon 09:00", shows="action-digest.change")
        await window.action(status, "digest.change").click()
        await expect(window.at("modal")).to_contain_text(re.compile("30 Nov|11月30日"))  # the next runs are there
        await self._fit(HEIGHTS.stop)
        await expect(window.action(window.at("modal"), "digest.test")).to_be_in_viewport(ratio=1)
        await self._save("schedule")
        await window.page.set_viewport_size(_NARROW)
        await window.close_modal()

    async def _sandbox(self) -> None:
        window = self._window
        await self._with_drawer()
        await window.at("faults-of-wechat").click()
        stale = await window.ask("/baselib raise 3.8.5 shop", shows="action-raise.share")
        await expect(stale).to_contain_text("61007")
        await window.at("drawer").locator(".panel-body").evaluate("node => node.scrollTo(0, 0)")
        await self._save("sandbox")
        await window.at("faults-clear-all").click()
        await expect(window.at("armed-errcode")).to_have_count(0)
        await self._without_drawer()

    async def _digest(self) -> None:
        window = self._window
        await self._with_drawer()
        await window.at("clock-next-monday").click()
        digest = window.at("message").filter(has=window.at("action-digest.change"))
        await expect(digest).to_be_visible()
        await self._without_drawer()
        await self._message("digest", digest)

    async def _with_drawer(self) -> None:
        await self._window.page.set_viewport_size(_WIDE)
        await self._window.at("drawer-toggle").click()
        await expect(self._window.at("drawer")).to_be_visible()

    async def _without_drawer(self) -> None:
        await self._window.at("drawer-toggle").click()
        await self._window.page.set_viewport_size(_NARROW)

    async def _answer(self, view: str, command: str, *, shows: str | None = None) -> Locator:
        answer = await self._window.ask(f"/baselib {command}", shows=shows)
        await self._message(view, answer)
        return answer

    async def _message(self, view: str, message: Locator, *, alone: bool = False) -> None:
        """One message, with the page's frame around it, in a window that is just high enough.

        `alone` takes it without the frame, too: in a lower window the frame would cover it.
        """
        window = self._window
        others = window.page.locator(f'[data-ts]:not([data-ts="{await message.get_attribute("data-ts")}"])')
        await others.evaluate_all("nodes => nodes.forEach(node => node.style.display = 'none')")
        around = [window.page.locator("header"), window.page.locator(".composer-area"), message]
        boxes = [await part.bounding_box() for part in around]
        await self._fit(sum(box["height"] for box in boxes if box))
        await window.page.get_by_role("log").evaluate("node => node.scrollTo(0, node.scrollHeight)")
        await expect(message.locator(".message-head")).to_be_in_viewport()
        await self._save(view)
        if alone:
            await message.screenshot(path=picture(ALONE, self._reader.locale))
        await others.evaluate_all("nodes => nodes.forEach(node => node.style.display = '')")
        await window.page.set_viewport_size(_NARROW)

    async def _fit(self, height: float) -> None:
        """Make the window as high as what is in it, as far as a picture may be."""
        height = min(max(round(height) + _MARGIN, HEIGHTS.start), HEIGHTS.stop - 1)
        await self._window.page.set_viewport_size(ViewportSize(width=_NARROW["width"], height=height))

    async def _save(self, view: str) -> None:
        await self._window.page.mouse.move(0, 0)
        await self._window.page.screenshot(path=picture(view, self._reader.locale), animations="disabled", caret="hide")


async def take_pictures() -> None:
    expect.set_options(timeout=WITHIN)
    FOLDER.mkdir(parents=True, exist_ok=True)
    async with chromium() as browser:
        for reader in READERS:
            async with sandbox_at(MOMENT) as running, _photographer(reader, browser, running) as photographer:
                await photographer.all()
            async with platform_at(MOMENT) as running, _photographer(reader, browser, running) as photographer:
                await photographer.of_platform()
            async with setting_at(MOMENT) as running, _photographer(reader, browser, running) as photographer:
                person = alice_in(running).as_(reader.user).in_(reader.channel)
                await photographer.of_decisions(Deciding(person, texts_for(reader.locale)))
                await person.http.aclose()
                await person.wechat.aclose()


@asynccontextmanager
async def _photographer(reader: Reader, browser: Browser, running: Running) -> AsyncIterator[Photographer]:
    window = await ChannelPage.opened(
        browser, running.slack_url, user=reader.user, place=reader.channel, lang=reader.locale, viewport=_NARROW
    )
    await window.at("tour-end").click()
    yield Photographer(window, reader)
    await window.close()


if __name__ == "__main__":
    try:
        asyncio.run(take_pictures())
    except ChromiumMissingError as missing:
        sys.exit(str(missing))

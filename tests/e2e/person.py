"""A person in the sandbox's Slack: types, presses, reads."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from html import unescape
from typing import Any, Final
from urllib.parse import urljoin
from uuid import uuid4

import httpx

from bot.blocks.report.report import fetching_message, opened_message
from bot.i18n import LOCALES, texts_for
from bot.lib.transport import local_client
from tests.patience import PATIENCE
from tools.sandbox.launch import Running
from tools.sandbox.wechat.config import SETS

Json = dict[str, Any]
_LOOK_AGAIN = 0.06
"""Seconds after the first look; each later one half as long again, up to `_REST`."""
_REST = 0.4
_CARRIED = frozenset({"action_id", "block_id", "value"})
_NOTICES = frozenset(
    notice(texts_for(locale)).text for locale in LOCALES for notice in (fetching_message, opened_message)
)


@dataclass(frozen=True)
class Person:
    http: httpx.AsyncClient
    wechat: httpx.AsyncClient
    user: str = "U0ALICE"
    channel: str = "C0MINIAPP"

    def as_(self, user: str) -> "Person":
        return replace(self, user=user)

    def in_(self, channel: str) -> "Person":
        return replace(self, channel=channel)

    async def elsewhere(self) -> "Person":
        """The same person in a new channel with the bot."""
        created = await self.http.post("/sandbox/channels", json={"name": f"elsewhere-{uuid4().hex}"})
        channel: str = created.json()["id"]
        await self.http.post(f"/sandbox/channels/{channel}", json={"is_member": True})
        return self.in_(channel)

    async def type(self, text: str) -> Json:
        """Send a slash command; what Slack says of the acknowledgement."""
        answer = await self.http.post(
            "/sandbox/command", json={"user": self.user, "channel": self.channel, "text": text}
        )
        return dict(answer.json())

    async def messages(self) -> list[Json]:
        """What this person sees in the channel, oldest first."""
        answer = await self.http.get("/sandbox/messages", params={"channel": self.channel, "user": self.user})
        return list(answer.json()["messages"])

    async def thread(self, ts: str) -> list[Json]:
        place = {"channel": self.channel, "user": self.user, "thread_ts": ts}
        answer = await self.http.get("/sandbox/messages", params=place)
        return list(answer.json()["messages"])[1:]

    async def direct_messages(self) -> list[Json]:
        """The bot's direct messages to this person, oldest first."""
        state = (await self.http.get("/sandbox/state")).json()
        found = [channel["id"] for channel in state["channels"] if channel["im_user"] == self.user]
        return await self.in_(found[0]).messages() if found else []

    async def writes_to_the_bot(self, text: str) -> Json:
        """Type on the bot's Messages tab; the answer there."""
        state = (await self.http.get("/sandbox/state")).json()
        channel = next(each["id"] for each in state["channels"] if each["im_user"] == self.user)
        there, before = self.in_(channel), await self.in_(channel).known()
        await self.http.post("/sandbox/messages", json={"user": self.user, "channel": channel, "text": text})
        return await there.sees(lambda message: message["user"] != self.user, besides=before)

    async def file(self, wanted: Callable[[str], bool]) -> tuple[str, bytes]:
        """Wait for a file of such a name in the direct messages; its name and bytes."""

        async def look() -> Json | None:
            files = [file for message in await self.direct_messages() for file in message["files"]]
            return next((file for file in files if wanted(file["name"])), None)

        file: Json = await eventually(look)
        return file["name"], (await self.http.get(file["url"])).content

    async def ask(self, text: str) -> Json:
        return await self.answer_to(await self.type(text))

    async def answer_to(self, taken: Json) -> Json:
        """Wait for the answer to a command or press, given Slack's response; a notice does not count."""
        assert taken["ok"], taken
        return await self.sees(lambda message: message["answers"] == taken["interaction"] and not is_notice(message))

    async def press_and_see(self, message: Json, action_id: str, *, choose: str = "", **entered: Any) -> Json:
        """Press, and wait for the answer: a new message, or other content in this one."""
        return await self.answer_to(await self.press(message, action_id, choose=choose, **entered))

    async def lets_baselib_set(self, alias: str) -> Json:
        """Opt a program in, and confirm it; the answer."""
        asked = await self.ask(f"/baselib programs setting {alias} on")
        return await self.press_and_see(asked, "program.setting")

    async def known(self) -> frozenset[str]:
        """The ts of all messages seen now, to recognise new ones."""
        return frozenset(message["ts"] for message in await self.messages())

    async def sees(self, wanted: Callable[[Json], bool], *, besides: Collection[str] = ()) -> Json:
        """Wait for a message; the newest that fits, without these ts."""

        async def look() -> Json | None:
            shown = (message for message in reversed(await self.messages()) if message["ts"] not in besides)
            return next(filter(wanted, shown), None)

        found: Json = await eventually(look)
        return found

    async def press(self, message: Json, action_id: str, *, choose: str = "", **entered: Any) -> Json:
        """Press a button, choose the first option that contains `choose`, or fill a field."""
        block, element = next(found for found in elements_of(message) if found[1]["action_id"] == action_id)
        action: Json = {"type": element["type"], **entered}
        if choose:
            action["selected_option"] = next(
                option for option in element["options"] if choose in option["text"]["text"]
            )
        elif "value" in element:
            action["value"] = element["value"]
        answer = await self.http.post(
            "/sandbox/action",
            json={
                "user": self.user,
                "channel": self.channel,
                "message_ts": message["ts"],
                "block_id": block.get("block_id", ""),
                "action_id": action_id,
                "action": action,
            },
        )
        return dict(answer.json())

    async def pick(self, message: Json, action_id: str, text: str) -> Json:
        """Type into a message's searched select; take the first option, and wait for the answer."""
        option, *_ = await self.options(message, action_id, text)
        return await self.press_and_see(message, action_id, selected_option=option)

    async def options(self, message: Json, action_id: str, text: str) -> list[Json]:
        block, _ = next(found for found in elements_of(message) if found[1]["action_id"] == action_id)
        place = {"user": self.user, "channel": self.channel, "message_ts": message["ts"]}
        element = {"block_id": block["block_id"], "action_id": action_id}
        answer = await self.http.post("/sandbox/options", json=place | element | {"value": text})
        return list(answer.json()["options"])

    async def press_and_open(self, message: Json, action_id: str, *, choose: str = "") -> Json:
        before = await self.modal()

        async def look() -> Json | None:
            modal = await self.modal()
            return modal if modal and not (before and modal["id"] == before["id"]) else None

        taken = await self.press(message, action_id, choose=choose)
        assert taken["ok"], taken
        found: Json = await eventually(look)
        return found

    async def modal(self) -> Json | None:
        answer = await self.http.get("/sandbox/views", params={"user": self.user})
        modal: Json | None = answer.json()["modal"]
        return modal

    async def change(self, view: Json, block_id: str, **value: Any) -> Json:
        element = element_of(view, block_id)
        answer = await self.http.post(
            "/sandbox/action", json=self._in(view, block_id) | {"action": {"type": element["type"], **value}}
        )
        return dict(answer.json())

    async def search(self, view: Json, block_id: str, text: str) -> list[Json]:
        answer = await self.http.post("/sandbox/options", json=self._in(view, block_id) | {"value": text})
        return list(answer.json()["options"])

    def _in(self, view: Json, block_id: str) -> Json:
        action_id = element_of(view, block_id)["action_id"]
        return {"user": self.user, "view_id": view["id"], "block_id": block_id, "action_id": action_id}

    async def submit(self, view: Json, values: Json) -> Json:
        answer = await self.http.post(
            "/sandbox/view/submit", json={"user": self.user, "view_id": view["id"], "values": values}
        )
        return dict(answer.json())

    async def speaks(self, locale: str) -> None:
        await self.http.post(f"/sandbox/users/{self.user}", json={"locale": locale})

    async def now(self) -> datetime:
        answer = await self.http.get("/sandbox/clock")
        return datetime.fromisoformat(answer.json()["now"])

    async def move_clock(self, to: datetime) -> None:
        await self.http.post("/sandbox/clock", json={"set": to.isoformat()})

    async def requests(self, method: str) -> list[Json]:
        """What the bot asked of one method, oldest first."""
        answer = await self.http.get("/sandbox/requests", params={"method": method})
        return list(answer.json()["requests"])

    async def fault(self, name: str, *, target: str = "wechat", **how: Any) -> None:
        answer = await self.http.put(f"/sandbox/faults/{name}", json={"target": target, **how})
        assert answer.is_success, answer.text

    async def no_faults(self) -> None:
        await self.http.delete("/sandbox/faults")


async def eventually(look: Callable[[], Any], *, within: float = PATIENCE) -> Any:
    """Poll for what another process does without an announcement."""
    pause = _LOOK_AGAIN
    async with asyncio.timeout(within):
        while not (found := await look()):
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, _REST)
    return found


def element_of(view: Json, block_id: str) -> Json:
    return dict(next(block["element"] for block in view["blocks"] if block["block_id"] == block_id))


def elements_of(message: Json) -> list[tuple[Json, Json]]:
    """Every interactive element of a message with its block."""
    return [
        (block, element)
        for block in message["blocks"]
        for element in [*block.get("elements", []), block.get("accessory") or {}, block.get("element") or {}]
        if "action_id" in element
    ]


def action_ids(message: Json) -> set[str]:
    return {element["action_id"] for _, element in elements_of(message)}


def has_table(message: Json) -> bool:
    return any(block["type"] == "data_table" for block in message["blocks"])


def table_of(message: Json) -> list[list[str]]:
    block = next(block for block in message["blocks"] if block["type"] == "data_table")
    return [[cell.get("text") or str(cell.get("value")) for cell in row] for row in block["rows"]]


def chart_of(message: Json) -> Json:
    chart: Json = next(block for block in message["blocks"] if block["type"] == "data_visualization")["chart"]
    return chart


def is_notice(message: Json) -> bool:
    return message["text"] in _NOTICES


def everything_in(message: Json) -> str:
    """All visible text of a message, without values for the bot."""
    return repr((message["text"], _plain(message["blocks"])))


def _plain(part: Any) -> Any:
    if isinstance(part, list):
        return [_plain(each) for each in part]
    if isinstance(part, dict):
        return {name: _plain(each) for name, each in part.items() if name not in _CARRIED}
    return part


def alice_in(running: Running) -> Person:
    return Person(
        local_client(running.slack_url, timeout=PATIENCE),
        local_client(running.wechat_url, timeout=PATIENCE),
    )


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

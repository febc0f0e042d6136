"""Meeting people over real sockets: first message, hint, Home tab, shortcuts."""

from datetime import timedelta
from typing import Any

import pytest

from bot.blocks.home.first_steps import WAY, hint_message, welcome_message
from bot.blocks.kit.controls import CONNECT_OPEN, DIGEST_CHANGE, DIGEST_TEST
from bot.i18n import texts_for
from tests.blocks.checks import sent
from tests.e2e.person import Person, element_of, elements_of, eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module")]

Json = dict[str, Any]
EN, ZH = texts_for("en"), texts_for("zh-CN")


async def home(person: Person) -> Json | None:
    views = (await person.http.get("/sandbox/views", params={"user": person.user})).json()
    found: Json | None = views["home"]
    return found


async def shows(person: Person, text: str) -> Json:

    async def look() -> Json | None:
        view = await home(person)
        return view if view and text in str(view["blocks"]) else None

    found: Json = await eventually(look)
    return found


async def test_first_words(alice: Person) -> None:

    async def welcomed() -> list[Json]:
        return [each for each in await alice.direct_messages() if each["text"] == welcome_message(EN).text]

    await eventually(welcomed)
    bowen = alice.as_("U0BOWEN").in_("C0GENERAL")
    for is_member in (True, False, True):
        invited = {"is_member": is_member, "user": bowen.user}
        await bowen.http.post(f"/sandbox/channels/{bowen.channel}", json=invited)
    await bowen.sees(lambda message: message["text"] == hint_message(ZH).text)

    assert len(await welcomed()) == 1
    assert [each["text"] for each in await bowen.messages()].count(hint_message(ZH).text) == 1


async def test_the_way_to_wechat(alice: Person) -> None:
    state = (await alice.http.get("/sandbox/state")).json()
    (place,) = [channel["id"] for channel in state["channels"] if channel["im_user"] == alice.user]
    in_private = alice.in_(place)
    welcome, *_ = await eventually(in_private.messages)
    way = await in_private.press_and_open(welcome, CONNECT_OPEN)
    platform, *_ = element_of(way, WAY.name)["options"]
    chosen = sent({WAY: {"type": "radio_buttons", "selected_option": platform}})
    assert (await alice.submit(way, chosen["state"]["values"]))["ok"]
    settings: Json = await eventually(alice.modal)
    assert "WECHAT_COMPONENT_APPID" in str(settings["blocks"])
    assert (await alice.submit(settings, {}))["ok"]

    async def findings() -> Json | None:
        view = await alice.modal()
        return view if view and EN("doctor-check-program-token") in str(view["blocks"]) else None

    found: Json = await eventually(findings)
    await alice.http.post("/sandbox/view/close", json={"user": alice.user, "view_id": found["id"]})


async def test_home(alice: Person) -> None:
    await alice.http.post("/sandbox/home", json={"user": alice.user})
    view = await shows(alice, EN("home-digests-none"))
    assert "shop" in str(view["blocks"])
    await alice.ask("/baselib digest mon 09:00")
    view = await shows(alice, f"<#{alice.channel}>")

    block, element = next(
        (block, block["accessory"])
        for block in view["blocks"]
        if block.get("accessory", {}).get("action_id") == "home.language"
    )
    chosen = next(option for option in element["options"] if option["text"]["text"] == "简体中文")
    action = {"type": "static_select", "selected_option": chosen}
    place = {"view_id": view["id"], "block_id": block["block_id"], "action_id": "home.language"}
    await alice.http.post("/sandbox/action", json={"user": alice.user, **place, "action": action})
    await shows(alice, ZH("home-settings"))
    answer = await alice.ask("/baselib programs")

    assert "个小程序" in answer["text"]


async def test_a_digest_that_is_sent_shows(alice: Person) -> None:
    await alice.ask("/baselib digest daily 09:00")
    await alice.move_clock(await alice.now() + timedelta(days=1, minutes=10))
    await alice.http.post("/sandbox/home", json={"user": alice.user})
    view = await shows(alice, ZH("subscription-last", moment="", outcome="")[:4])

    assert ZH("subscription-last-none") not in str(view["blocks"])


async def test_shortcut_on_a_message(alice: Person) -> None:
    posted = await alice.http.post(
        "/sandbox/messages", json={"user": alice.user, "channel": alice.channel, "text": "wx.getPrivacySetting?"}
    )
    place = {"channel": alice.channel, "message_ts": posted.json()["ts"]}
    used = await alice.http.post("/sandbox/shortcut", json={"user": alice.user, "callback_id": "can.message", **place})
    assert used.json()["ok"]
    form: Json = await eventually(alice.modal)

    assert "wx.getPrivacySetting" in str(form["blocks"])


async def test_a_channel_that_was_left(alice: Person) -> None:
    alice = await alice.elsewhere()
    carla = alice.as_("U0CARLA")
    await alice.ask("/baselib programs restrict shop here")
    ordered = await carla.ask("/baselib digest mon 09:00 UTC")
    form = await carla.press_and_open(ordered, DIGEST_CHANGE)
    await alice.http.post(f"/sandbox/channels/{alice.channel}", json={"user": carla.user, "joined": False})
    block, button = next(found for found in elements_of(form) if found[1]["action_id"] == DIGEST_TEST)
    place = {"user": carla.user, "view_id": form["id"], "block_id": block["block_id"], "action_id": DIGEST_TEST}
    action = {"type": "button", "value": button["value"]}
    await alice.http.post("/sandbox/action", json=place | {"action": action})
    message, *_ = await eventually(carla.direct_messages)
    await alice.ask("/baselib programs unrestrict shop")

    assert message["text"] == EN("error-not-in-channel")

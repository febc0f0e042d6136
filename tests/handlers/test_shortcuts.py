"""Shortcuts: on a message, and from anywhere."""

from typing import Any

import pytest

from bot.blocks.ask_form import VALUE, WHAT, What, ask_view
from bot.blocks.can_form import APIS
from bot.blocks.kit import controls
from bot.blocks.kit.controls import PROGRAM_PICK, SHORTCUT_ASK, SHORTCUT_CAN, Control
from bot.blocks.kit.elements import View
from bot.domain.alerts.judging import is_safe
from bot.domain.can.use import MOST
from bot.domain.decisions.decision import State
from bot.domain.decisions.program import LeftOut
from bot.domain.numbers.snapshot import Visible
from bot.domain.numbers.version import Meaning
from bot.domain.programs import OptIn, Program
from bot.errors import (
    BadVersion,
    BotError,
    NoProgram,
    ReauthorisationNeeded,
    SlackBusy,
    StaleControl,
    StorageUnavailable,
    TooBusy,
    WeChatRefused,
)
from bot.i18n import texts_for
from bot.usecases.decisions.change import AdvanceRuns
from tests.blocks.checks import as_shown, fill
from tests.domain.break_world import days, snapshot
from tests.domain.build import EITHER_WAY, TODAY, feed_of, read_as, snapshot_of, v
from tests.fakes.programs import choose
from tests.handlers.context import ALICE, BOWEN, CAFE, CHANNEL, SHOP, TEAM, Office, error_text
from tests.handlers.decisions.acting import current, propose, propose_many, vote
from tests.handlers.worth import DAY, at, opened, said, with_minimum

EN = texts_for("en")


def chosen(view: View) -> list[str]:
    """The APIs that stand in the form at first."""
    element = next(block["element"] for block in view["blocks"] if block.get("block_id") == APIS.name)
    return [option["value"] for option in element.get("initial_options", [])]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Can we use wx.getPrivacySetting or `wx.login` already?", ["wx.getPrivacySetting", "wx.login"]),
        ("```const x = await this.wx.request.abort({})\nwx.login()```", ["wx.request", "wx.login"]),
        ("&lt;scroll-view scroll-y&gt; and example.com, v3.0.0 and e.g. this", ["<scroll-view>"]),
        ("wx.login wx.login", ["wx.login"]),
        ("nothing at all", []),
    ],
)
async def test_apis_in_a_message(office: Office, text: str, names: list[str]) -> None:
    """The form has the known ones, in code or not, each once; or says that there is none."""
    await office.shortcut(SHORTCUT_CAN, message={"type": "message", "text": text, "user": BOWEN})
    view = await office.opened()

    assert chosen(view) == names
    assert (EN("can-view-none-found") in str(view["blocks"])) is not bool(names)


async def test_names_that_no_table_has(office: Office) -> None:
    text = "wx.login, wx.toCome() and &lt;no-such-tag&gt;"
    await office.shortcut(SHORTCUT_CAN, message={"type": "message", "text": text, "user": BOWEN})
    view = await office.opened()

    assert chosen(view) == ["wx.login"]
    assert "`wx.toCome` and `&lt;no-such-tag&gt;`" in view["blocks"][0]["text"]["text"]


async def test_apis_in_blocks(office: Office) -> None:
    deep: Any = {"text": "wx.request"}
    for _ in range(50):
        deep = {"elements": [deep]}
    blocks = [{"type": "rich_text", "elements": [{"elements": [{"type": "text", "text": "wx.login"}]}]}, deep]
    await office.shortcut(SHORTCUT_CAN, message={"text": "", "blocks": blocks})

    assert chosen(await office.opened()) == ["wx.login"]


async def test_more_apis_than_one_question_has(office: Office) -> None:
    names = [option["value"] for option in await office.options(APIS.name, APIS.name, "wx.create")]
    assert len(names) > MOST
    await office.shortcut(SHORTCUT_CAN, message={"text": " ".join(names)})

    assert chosen(await office.opened()) == names[:MOST]


async def test_the_form_answers_in_the_channel(office: Office) -> None:
    await office.ask("use shop")
    await office.shortcut(SHORTCUT_CAN, message={"text": "wx.login"})
    view = await office.opened()
    assert await office.submit({**view, **as_shown(view)}) is None
    await office.settle()
    ((_, channel, user, answer),) = office.messenger.whispers

    assert (channel, user) == (CHANNEL, ALICE)
    assert answer == await office.ask("can wx.login")


async def test_too_late_for_a_modal(office: Office) -> None:
    office.messenger.fail_next(TooBusy())
    await office.shortcut(SHORTCUT_CAN, message={"text": "wx.login"})
    office.messenger.fail_next(TooBusy())
    await office.shortcut(SHORTCUT_ASK)

    assert [message.text for _, message, _ in office.messenger.answers] == [error_text(TooBusy())]
    assert [(each.channel_id, each.message.text) for each in office.messenger.posted] == [
        (ALICE, error_text(TooBusy()))
    ]


async def test_a_shortcut_that_is_none_of_ours(office: Office) -> None:
    await office.shortcut("older.one")

    assert [each.message.text for each in office.messenger.posted] == [error_text(StaleControl())]


@pytest.mark.parametrize(
    ("what", "value", "command"),
    [
        (What.REPORT, None, "report shop"),
        (What.RAISE, "3.0.0", "raise 3.0.0 shop"),
        (What.COVER, "99", "cover 99 shop"),
    ],
)
async def test_ask_from_anywhere(office: Office, what: What, value: str | None, command: str) -> None:
    await office.shortcut(SHORTCUT_ASK)
    view = await office.opened()
    assert view == ask_view(EN)
    assert await office.submit({**view, **filled_form(what, value)}) is None
    await office.settle()
    (posted,) = office.messenger.posted

    assert posted.channel_id == ALICE
    assert posted.message == await office.ask(command)


async def test_a_direct_message_while_slack_is_busy(office: Office) -> None:
    await office.shortcut(SHORTCUT_ASK)
    view = await office.opened()
    office.messenger.fail_next(SlackBusy(retry_after=1, method="chat.postMessage"))
    await office.submit({**view, **filled_form(What.REPORT, None)})
    await office.settle()

    assert [each.channel_id for each in office.messenger.posted] == [ALICE]
    assert office.slept == [1]


async def test_the_only_program_stands_there(office: Office) -> None:
    office.programs.programs.remove(CAFE)
    await office.shortcut(SHORTCUT_ASK)
    office.programs.programs.clear()
    await office.shortcut(SHORTCUT_ASK)

    assert await office.opened() == ask_view(EN, SHOP)
    assert [each.message.text for each in office.messenger.posted] == [error_text(NoProgram(count=0))]


async def test_what_cannot_be_asked(office: Office) -> None:
    answer = await office.submit({**ask_view(EN), **filled_form(What.RAISE, "new")})

    assert answer == {"response_action": "errors", "errors": VALUE.error(BadVersion(text="new"), EN)}


def filled_form(what: What, value: str | None) -> dict[str, Any]:
    filled = as_shown(ask_view(EN, SHOP))
    fill(filled, WHAT, selected_option={"value": what.value})
    fill(filled, VALUE, value=value)
    return filled


async def search(office: Office, block_id: str, typed: str, *, user: str = ALICE) -> list[str]:
    options = await offered(office, block_id, typed, user=user)
    return [option["value"] for option in options]


async def offered(office: Office, block_id: str, typed: str, *, user: str = ALICE) -> list[dict[str, Any]]:
    return list(await office.options("digest.form", block_id, typed, user=user))


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("shanghai", "Asia/Shanghai"),
        ("上海", "Asia/Shanghai"),
        ("new york", "America/New_York"),
        ("America/New_York", "America/New_York"),
        ("纽约", "America/New_York"),
        ("德国", "Europe/Berlin"),
        ("germany", "Europe/Berlin"),
        ("utc", "UTC"),
    ],
)
async def test_zones(office: Office, typed: str, zone: str) -> None:
    assert zone in (await search(office, "zone", typed))[:8]


async def test_the_persons_own_zone_comes_first(office: Office) -> None:
    strangers = await search(office, "zone", "")
    await office.speaking.get(TEAM, BOWEN)

    assert len(strangers) == 100
    assert (await search(office, "zone", "", user=BOWEN))[0] == "Asia/Shanghai"
    assert (await search(office, "zone", "asia", user=BOWEN))[0] == "Asia/Shanghai"


async def test_a_zone_says_its_offset(office: Office) -> None:
    (found,) = await offered(office, "zone", "asia shanghai")

    assert found["text"]["text"] == "Asia/Shanghai 上海 (UTC+08:00)"


@pytest.mark.parametrize("typed", ["atlantis", "<!channel>", "x" * 5000])
async def test_no_such_zone(office: Office, typed: str) -> None:
    assert await search(office, "zone", typed) == []


async def test_programs(office: Office) -> None:
    assert await search(office, "programs", "") == [SHOP.appid, CAFE.appid]
    assert await search(office, "programs", "COFFEE") == [CAFE.appid]
    assert await search(office, "programs", "云上") == [SHOP.appid]
    assert await search(office, "programs", "0002") == [CAFE.appid]
    assert await search(office, "something-else", "") == []


@pytest.mark.parametrize(
    ("name", "typed", "found"),
    [
        ("", "", [SHOP, CAFE]),
        ("corner", "", [CAFE]),
        ("corner", "shop", [SHOP]),
        ("nowhere", "", [SHOP, CAFE]),
        ("nowhere", "nothing", []),
    ],
)
async def test_picker(office: Office, name: str, typed: str, found: list[Program]) -> None:
    carried = Control(choice="report", name=name).encode()
    options = await office.options(PROGRAM_PICK, carried, typed)

    assert [option["value"] for option in options] == [program.appid for program in found]


@pytest.mark.parametrize("block_id", ["", "b", "[]", '{"m":"corner"', '{"x":"1"}'])
async def test_a_picker_that_is_none_of_ours(office: Office, block_id: str) -> None:
    assert len(await office.options(PROGRAM_PICK, block_id, "")) == 2


async def test_the_best_come_first_among_thousands() -> None:
    office = Office()
    office.programs.programs = [
        Program(Visible(f"wx{number:016}"), f"shop{number}", "商城") for number in range(10_000)
    ]

    values = await search(office, "programs", "shop7")
    assert len(values) == 100
    assert values[0] == "wx0000000000000007"
    assert len(await search(office, "programs", "")) == 100
    await office.close()


async def test_a_database_that_cannot_be_read(office: Office) -> None:

    async def broken(_team_id: str) -> None:
        raise StorageUnavailable(reason="locked")

    office.programs.all = broken  # type: ignore[method-assign, assignment]

    assert await search(office, "programs", "shop") == []


_SAID = {
    ALICE: (
        "shop: not authorised. The admin has not authorised this third-party platform, or has ended that. "
        "Send the admin the link that `/baselib programs add` gives."
    ),
    BOWEN: (
        "shop：未授权。管理员没有授权给这个第三方平台，或已取消授权。"
        "请把 `/baselib programs add` 给出的链接发给管理员。"
    ),
}
_NOTICED: list[BotError] = [
    WeChatRefused(code=61003, errmsg="component is not authorized by this account", rid="rid-1"),
    ReauthorisationNeeded(appid=SHOP.appid),
]


@pytest.mark.parametrize("user", [ALICE, BOWEN])
@pytest.mark.parametrize("error", _NOTICED, ids=lambda error: error.key)
async def test_in_the_same_words(office: Office, error: BotError, user: str) -> None:
    """WeChat's refusal and a lost refresh token are one state, under the program's name, also in `changes`."""
    office.source.fail(SHOP.appid, error)
    asked, changes = await office.ask("report shop", user=user), await office.ask("changes shop", user=user)

    t = texts_for("en" if user == ALICE else "zh-CN")
    evidence = t.error(error).partition("errcode")[2][:-1]
    assert asked.text.startswith(_SAID[user])
    assert asked.text.partition("errcode")[2][:-1] == evidence
    assert changes.text == t("named", program="shop", sentence=t("fleet-state-revoked"))
    assert f"⚠️ {_SAID[user]}" in str(changes.blocks)
    assert SHOP.appid not in str((asked, changes))


async def before_an_unclear_day() -> Office:
    rows, pinned = {**dict(EITHER_WAY), "3.0.0": "0.24"}, read_as(Meaning.BELOW)
    return await opened(
        *[snapshot_of(rows, TODAY - ago * DAY, minimum="1.0.0", reading=pinned) for ago in range(12, 0, -1)]
    )


def reach(office: Office) -> None:
    """The next day's numbers come, and nothing shows any more which of two meanings they have."""
    office.source.set(SHOP.appid, feed_of(EITHER_WAY, "1.0.0"))
    office.clock.set(at(TODAY))


@pytest.mark.parametrize("text", ["propose 2.0.0 shop", "propose 2.0.0 #food"])
async def test_nothing_is_set_on_an_unclear_day(text: str) -> None:
    office = await before_an_unclear_day()
    await choose(office.opt_ins, TEAM, SHOP.appid, OptIn(on=True))
    decision = await (propose_many if "#" in text else propose)(office, text)
    reach(office)
    await vote(office, decision, BOWEN)
    await vote(office, decision, ALICE, controls.DECISION_SET_NOW)
    await AdvanceRuns(office.decisions, office.usecases.advance)(now=await office.clock.now())
    (program,) = await office.decisions.programs(TEAM, decision.id)

    assert office.setter.calls == []
    assert program.aside is LeftOut.UNCLEAR
    assert (await current(office, decision)).state is State.APPROVED


async def test_an_unclear_day_decides_nothing() -> None:
    office = await before_an_unclear_day()
    reach(office)
    await office.ask("alert loss < 1% at 2.0.0 shop")
    raised, ready = (await office.ask("fleet raise 2.0.0")).text, (await office.ask("propose 2.0.0 ready")).text
    tagged, alerts = (await office.ask("propose 2.0.0 #food")).text, said(await office.ask("alerts"))
    as_is = await office.usecases.read_report(TEAM, SHOP, now=await office.clock.now(), as_is=True)

    assert "can be raised" not in raised
    assert (ready[:4], tagged[:4]) == ("None", "None")
    assert "Triggered" not in alerts
    assert not is_safe(v("2.0.0"), as_is)


async def test_what_is_kept_today_only() -> None:
    low = snapshot(TODAY, noise=lambda _day: -0.15)
    office = await opened(*with_minimum([*days(1.0, ago=60)[:-1], low], lambda _day: "3.158.0"))
    raised, ready = (await office.ask("fleet raise 3.166.0")).text, (await office.ask("propose 3.166.0 ready")).text
    many, trend = said(await office.ask("propose 3.166.0 #food")), said(await office.ask("trend 3.166.0 shop"))
    cover = said(await office.ask("cover 99 shop"))
    await office.ask("propose 3.166.0 shop")
    (card,) = [said(each.message) for each in office.messenger.posted]

    assert ("No Mini Program can be raised" in raised, ready.startswith("None")) == (True, True)
    assert ("Safe: it keeps" in trend, "It keeps 99% on this day, not yet over the week" in trend) == (False, True)
    assert "probably keeps 99% already" not in cover
    for proposal in (many, card):
        assert "3.166.0 keeps 99% on this day, but not yet over the week" in proposal

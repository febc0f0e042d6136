"""`/baselib programs ...`: listed, searched, paged, labelled, and picked where a command needs one."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.blocks.kit.controls import (
    PROGRAM_PICK,
    PROGRAMS_NEXT,
    PROGRAMS_PREVIOUS,
    PROGRAMS_SEARCH,
    REPORT_REFRESH,
    Control,
)
from bot.blocks.kit.elements import Message
from bot.domain.access import AuditAction, AuditEntry
from bot.domain.numbers.snapshot import Visible
from bot.domain.platform import Origin
from bot.domain.programs import Program
from bot.errors import AliasTaken, BadLabel, MissingArgument, NoPlatform, NoProgram, StaleControl, UnknownProgram
from bot.usecases.platform.authorisation import SignedLinks
from tests.contracts.conftest import VAULT
from tests.handlers.context import ALICE, BOWEN, CAFE, CHANNEL, NOW, SHOP, TEAM, Office, error_text

MANY = [Program(Visible(f"wxmany{number}"), f"shop{number}") for number in range(50)]


def _block_id(message: Message) -> str:
    """Of the select of programs, in a row of its own or beside a text."""
    (found,) = [
        block["block_id"]
        for block in message.blocks
        for element in (*block.get("elements", ()), block.get("accessory", {}))
        if element.get("action_id") == PROGRAM_PICK
    ]
    return str(found)


async def _pick(office: Office, block_id: str, appid: Any, **more: Any) -> tuple[Message, bool]:
    return await office.pressed(
        PROGRAM_PICK, type="external_select", block_id=block_id, selected_option={"value": appid}, **more
    )


async def _picked(office: Office, asked: Message, program: Program) -> Message:
    message, replaces = await _pick(office, _block_id(asked), program.appid)
    assert replaces
    return message


async def test_pages(office: Office) -> None:
    """Next and Previous show their page in place of the last; pressing twice changes nothing."""
    office.programs.programs = list(MANY)
    first = await office.ask("programs")
    for _ in range(2):
        second, replaces = await office.pressed(PROGRAMS_NEXT, Control(page=1))
        assert replaces
        assert "`shop20`" in str(second.blocks)
        assert "`shop40`" not in str(second.blocks)
    back, _ = await office.pressed(PROGRAMS_PREVIOUS, Control())

    assert back == first
    assert "`shop19`" in str(first.blocks)
    assert "`shop20`" not in str(first.blocks)


async def test_a_page_that_is_gone(office: Office) -> None:
    office.programs.programs = list(MANY)
    last, _ = await office.pressed(PROGRAMS_NEXT, Control(page=999))

    assert "`shop49`" in str(last.blocks)


async def test_search(office: Office) -> None:
    office.programs.programs = list(MANY)
    typed = await office.ask("programs SHOP4")
    entered, replaces = await office.pressed(PROGRAMS_SEARCH, " shop4 \u202e", type="plain_text_input")
    everything, _ = await office.pressed(PROGRAMS_SEARCH, Control())
    page, _ = await office.pressed(PROGRAMS_NEXT, Control(text="shop1", page=1))

    assert replaces
    assert "11 " in typed.text
    assert typed.text.casefold() == entered.text.casefold()
    assert "50 " in everything.text
    assert "`shop1`" in str(page.blocks)
    assert "`shop2`" not in str(page.blocks)


@pytest.mark.parametrize("typed", ["", "   ", None])
async def test_search_for_nothing(office: Office, typed: str | None) -> None:
    message, _ = await office.pressed(PROGRAMS_SEARCH, typed, type="plain_text_input")

    assert "2 Mini Programs" in message.text


async def test_search_for_something_long(office: Office) -> None:
    message, _ = await office.pressed(PROGRAMS_SEARCH, "<!channel> ☃" * 500, type="plain_text_input")
    command = await office.ask("programs " + "<!channel> ☃ " * 100)

    assert "<!channel>" not in str(message.blocks[0])
    assert "<!channel>" not in str(command.blocks[0])


async def test_nothing_found(office: Office) -> None:
    assert "“shop”" in (await office.ask("programs shpo")).text


async def test_the_channels_own_is_marked(office: Office) -> None:
    await office.ask("use cafe")

    assert "this channel" in str((await office.ask("programs")).blocks[1])
    assert "this channel" not in str((await office.ask("programs", channel="C2")).blocks[1])


async def test_alias(office: Office) -> None:
    named = await office.ask("programs alias corner coffee cc")
    report = await office.ask("report CC")
    removed = await office.ask("programs unalias cc")

    assert "`cc`" in named.text
    assert report.text.startswith("cc: ")
    assert CAFE.appid in removed.text
    assert (await office.ask("report cc")).text == error_text(UnknownProgram(name="cc", suggestion=""))


async def test_tags(office: Office) -> None:
    tagged = await office.ask("programs tag corner coffee Food beijing")
    found = await office.ask("programs FOOD")
    left = await office.ask("programs untag cafe food")
    none = await office.ask("programs untag cafe beijing")

    assert "#beijing #food" in tagged.text
    assert CAFE.appid in str(found.blocks)
    assert SHOP.appid not in str(found.blocks)
    assert "#beijing" in left.text
    assert "#food" not in left.text
    assert "no tags" in none.text


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("programs alias shop CAFE", AliasTaken(alias="CAFE")),
        *(
            (f"programs alias shop {word}", BadLabel(kind="reserved", text=word))
            for word in ("report", "3.8.5", "微信")
        ),
        ("programs alias shop a=b", BadLabel(kind="alias", text="a=b")),
        ("programs tag shop " + "x" * 41, BadLabel(kind="tag", text="x" * 40)),
        ("programs tag chop food", UnknownProgram(name="chop", suggestion="shop")),
    ],
)
async def test_refusals(office: Office, typed: str, error: Any) -> None:
    assert (await office.ask(typed)).text == error_text(error)


@pytest.mark.parametrize(
    ("typed", "usage"),
    [
        ("alias", "<program> <alias>"),
        ("alias shop", "<program> <alias>"),
        ("unalias", "<program>"),
        ("TAG shop", "<program> <tag>..."),
        ("untag", "<program> <tag>..."),
    ],
)
async def test_half_a_command(office: Office, typed: str, usage: str) -> None:
    word = typed.split(maxsplit=1)[0].casefold()
    error = MissingArgument(subcommand=f"programs {word}", usage=f"/baselib programs {word} {usage}")

    assert (await office.ask(f"programs {typed}")).text == error_text(error)


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("", "report {}"),
        ("report", "report {}"),
        ("report chop", "report {}"),
        ("raise 3.0.0", "raise 3.0.0 {}"),
        ("raise ３．０．０ o", "raise 3.0.0 {}"),
        ("cover 99.5%", "cover 99.5% {}"),
        ("use", "use {}"),
        ("use nowhere", "use {}"),
        ("alert loss > 1% at 3.0.0", "alert loss > 1% at 3.0.0 {}"),
        ("alert minimum changed nowhere", "alert minimum changed {}"),
    ],
)
async def test_picking_answers_what_was_asked(typed: str, named: str) -> None:
    office, other = Office(), Office()
    answer = await office.ask(typed)
    answered = await _picked(office, answer, CAFE)
    expected = await other.ask(named.format(CAFE.appid))

    assert answered.text == expected.text
    await office.close()
    await other.close()


async def test_another_program(office: Office) -> None:
    for shown in (await office.ask("report shop"), (await office.pressed(REPORT_REFRESH, Control(SHOP.appid)))[0]):
        assert (await _picked(office, shown, CAFE)).text.startswith("cafe: ")
    office.programs.programs = [SHOP]

    assert PROGRAM_PICK not in str((await office.ask("report shop")).blocks)


async def test_several_fit(office: Office) -> None:
    office.programs.programs = [*MANY, CAFE]
    answer = await office.ask("report sho")
    options = await office.options(PROGRAM_PICK, _block_id(answer), "")

    assert len(options) == 50
    assert CAFE.appid not in {option["value"] for option in options}


async def test_picked_for_the_channel(office: Office) -> None:
    answer = await office.ask("use", user=BOWEN)
    for program in (CAFE, CAFE, SHOP):
        await _picked(office, answer, program)
        assert await office.channel_programs.get(TEAM, CHANNEL) == program.appid


@pytest.mark.parametrize(
    "typed", ["", "use", "raise 3.0.0", "use shop", "programs", "programs shop", "programs alias shop x"]
)
async def test_nothing_to_pick(office: Office, typed: str) -> None:
    office.programs.programs = []
    message = await office.ask(typed)

    assert message.text == error_text(NoProgram(count=0))
    assert PROGRAM_PICK not in str(message.blocks)


@pytest.mark.parametrize(
    ("block_id", "appid"),
    [
        ("b", CAFE.appid),
        ('{"a":"report"}', "wx-gone"),
        ('{"a":"report"}', "../.."),
        ('{"a":"report"}', None),
        ('{"a":"help"}', CAFE.appid),
        ('{"a":"digest"}', CAFE.appid),
        ('{"a":"nothing"}', CAFE.appid),
        ("{}", CAFE.appid),
        ('{"a":"raise","t":"3.0.0","x":"1"}', CAFE.appid),
    ],
)
async def test_a_forged_pick(office: Office, block_id: str, appid: Any) -> None:
    message, replaces = await _pick(office, block_id, appid)

    assert message.text == error_text(StaleControl())
    assert not replaces


@pytest.mark.parametrize("text", ["banana", "0"])
async def test_a_question_that_cannot_be_read(office: Office, text: str) -> None:
    message, replaces = await _pick(office, Control(choice="raise", text=text).encode(), CAFE.appid)

    assert not replaces
    assert message.text.startswith(("“", "`"))


async def test_the_link() -> None:
    """Only the person sees it, with who asked, where, and its effect, in their language."""
    office = Office(vault=VAULT, public_url="https://baselib.example")
    answer = await office.ask("programs add", user=BOWEN)

    assert "权限集 18" in str(answer.blocks)
    (link,) = [block["elements"][0]["url"] for block in answer.blocks if block["type"] == "actions"]
    (text,) = parse_qs(urlsplit(link).query)["pass"]
    assert link.startswith("https://baselib.example/wechat/authorize?pass=")
    assert SignedLinks(VAULT).read_link(text, now=NOW) == Origin(TEAM, CHANNEL, BOWEN)
    assert office.audit.entries == [AuditEntry(TEAM, NOW, BOWEN, AuditAction.AUTHORISATION_STARTED, CHANNEL)]


async def test_without_a_platform(office: Office) -> None:
    for typed in ("programs ADD", "programs add 云上商城"):
        answer = await office.ask(typed, user=ALICE)
        assert answer.text == error_text(NoPlatform())


async def test_the_button_opens_a_page(office: Office) -> None:
    await office.press("authorise.link", url="https://baselib.example/wechat/authorize?pass=x")
    await office.settle()

    assert office.messenger.answers == []

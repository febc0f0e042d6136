"""The program list, the select that finds one, and messages about aliases and tags."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.kit import limits
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Message
from bot.blocks.programs import (
    alias_message,
    pick_message,
    program_option,
    program_options,
    programs_message,
    setting_message,
    setting_question,
    setting_view,
    tags_message,
    unalias_message,
    which_message,
)
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import AuthStatus, MerchantChoice, OptIn, Program
from bot.errors import AmbiguousProgram, NoProgram, UnknownProgram
from bot.i18n import LOCALES, Texts, texts_for
from tests.blocks.checks import action_ids, assert_builder, assert_sendable
from tests.blocks.samples import NEWS, SHOP
from tests.fakes.everything import listed_programs
from tools.sandbox.slack.schema import PLAIN_OPTION, array

TAGGED: Final = replace(NEWS, nickname="News & <Views>", tags=("beijing", "food"))
GONE: Final = Program(Visible("wx1111"), status=AuthStatus.REVOKED, tags=tuple(f"tag{number}" for number in range(7)))
BARRED: Final = Program(Visible("wx2222"), nickname="茶馆", status=AuthStatus.NOT_GRANTED)
MANY: Final = [Program(Visible(f"wx{number:04}"), alias=f"shop{number}") for number in range(10_000)]

Make = Callable[[Texts], Message]


def _list(programs: Sequence[Program], text: str = "", page: int = 0, chosen: str = "") -> Make:
    listed = listed_programs(programs, text=text, page=page, chosen=chosen)
    return lambda t: programs_message(listed, t)


def _which(error: NoProgram | UnknownProgram | AmbiguousProgram, command: str, words: str) -> Make:
    return lambda t: which_message(error, command, words, t)


MESSAGES: Final[dict[str, Make]] = {
    "one": _list([SHOP]),
    "channels": _list([SHOP, TAGGED, GONE, BARRED], chosen=NEWS.appid),
    "first-page": _list(MANY),
    "page": _list(MANY, page=249),
    "last-page": _list(MANY, page=499),
    "found": _list(MANY, "shop77", page=1),
    "found-one": _list([SHOP, TAGGED], "FOOD"),
    "nothing": _list(MANY, "<nowhere>"),
    "nothing-like": _list([SHOP, TAGGED], "shpo"),
}
PICKERS: Final[dict[str, Make]] = {
    "no-program": _which(NoProgram(count=10_000), "raise", "3.0.0"),
    "unknown": _which(UnknownProgram(name="<!channel> shpo", suggestion="shop"), "cover", "99"),
    "ambiguous": _which(AmbiguousProgram(name="sho", matches="shop\nshoes"), "report", ""),
    "which-again": lambda t: which_message(
        UnknownProgram(name="cofee", suggestion="coffee"), "propose", "3.8.0", t, rest="because of <this> " * 20
    ),
    "use": lambda t: pick_message(t("use-which"), t("use-effect"), Control(choice="use"), t),
}
LABELS: Final[dict[str, Make]] = {
    "alias": lambda t: alias_message(SHOP, t),
    "unalias": lambda t: unalias_message(replace(SHOP, alias=""), t),
    "tags": lambda t: tags_message(TAGGED, t),
    "no-tags": lambda t: tags_message(SHOP, t),
}


def test_messages() -> None:
    assert_builder("programs", MESSAGES, full="channels")
    assert_builder("picker", PICKERS, full="unknown")
    assert_builder("labels", LABELS, full="tags")


@pytest.mark.parametrize(
    ("name", "buttons"),
    [
        ("channels", []),
        ("first-page", ["programs.next"]),
        ("page", ["programs.previous", "programs.next"]),
        ("last-page", ["programs.previous"]),
        ("found", ["programs.previous", "programs.next", "programs.search"]),
        ("nothing", ["programs.search"]),
    ],
)
def test_buttons(name: str, buttons: list[str]) -> None:
    assert action_ids(MESSAGES[name](texts_for("en"))) == buttons


_names = st.text(max_size=100)


@given(
    programs=st.lists(
        st.builds(
            Program,
            st.text("wx09", min_size=1, max_size=40),
            _names,
            _names,
            st.lists(_names, max_size=20).map(tuple),
            st.sampled_from(AuthStatus),
        ),
        min_size=1,
        max_size=25,
    ),
    text=st.text(max_size=60).map(lambda text: " ".join(text.split())).filter(str.isprintable),
)
def test_any_programs(programs: list[Program], text: str) -> None:
    assert_sendable(programs_message(listed_programs(programs, text=text), texts_for("en")))
    options = program_options(programs)

    assert list(array(PLAIN_OPTION, limits.OPTIONS, least=0)(options, "/options")) == []
    assert all(program.appid in option["text"]["text"] for program, option in zip(programs, options, strict=True))


def test_the_widest_page() -> None:
    widest = [
        Program(
            Visible(f"wx{number:062}"), "&" * 40, "&" * 100, tuple("&" * 40 for _ in range(20)), AuthStatus.NOT_GRANTED
        )
        for number in range(30)
    ]
    for locale in LOCALES:
        assert_sendable(_list(widest, chosen=widest[0].appid)(texts_for(locale)))


@pytest.mark.parametrize(
    ("program", "label", "description"),
    [
        (SHOP, "shop · wx1234567890abcdef", "云上商城"),
        (NEWS, "news · wx0987654321fedcba", None),
        (BARRED, "茶馆 · wx2222", None),
        (Program(Visible("wx3333")), "wx3333", None),
        (Program(Visible("wx3333"), "", "x" * 100), "x" * 63 + "… · wx3333", None),
    ],
)
def test_option(program: Program, label: str, description: str | None) -> None:
    made = program_option(program)

    assert made["text"]["text"] == label
    assert made["value"] == program.appid
    assert made.get("description", {}).get("text") == description


@given(command=st.sampled_from(["report", "raise"]), words=st.just("3.0.0"), name=st.text(max_size=80))
def test_a_picker_carries_the_question(command: str, words: str, name: str) -> None:
    message = which_message(UnknownProgram(name=name, suggestion=""), command, words, texts_for("en"))
    control = Control.decode(message.blocks[-1]["block_id"])

    assert (control.choice, control.text) == (command, words)
    assert " ".join(name.split()).startswith(control.name)


def test_setting() -> None:
    """On and off, whatever the merchant chose, as a message and on the Home tab."""
    cases: dict[str, Callable[[Texts], object]] = {
        str(merchant): partial(setting_message, SHOP, OptIn(merchant=merchant)) for merchant in MerchantChoice
    }
    cases["on"] = partial(setting_message, SHOP, OptIn(on=True))
    cases["question"] = partial(setting_question, SHOP, OptIn())
    cases["form"] = partial(setting_view, SHOP, OptIn(merchant=MerchantChoice.AGREED))
    assert_builder("program_setting", cases, full="unasked")

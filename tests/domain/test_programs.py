"""Programs, their authorisations, and questions about them."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

import pytest
from fluent.syntax import FluentParser, ast
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.platform import REMEDIES, ROWS, Failure, FailureKey, Remedy, remedy_of
from bot.domain.programs import (
    FLEET_WORDS,
    LONGEST,
    MOST_TAGS,
    check_reserved,
    folded,
    is_reserved,
    plain_text,
    read_alias,
    read_tag,
    with_tags,
)
from bot.domain.questions import READ, QuestionReader
from bot.errors import BadLabel
from bot.i18n import LOCALES
from bot.i18n.texts import catalog_source
from handlers.commands.decisions import READY
from handlers.commands.registry import commands_by_word, split_words, subcommands


@pytest.mark.parametrize(
    ("typed", "alias"),
    [("shop", "shop"), ("Shop-2", "Shop-2"), ("ｓｈｏｐ", "shop"), ("餐饮", "餐饮"), ("x" * 40, "x" * 40)],
)
def test_alias(typed: str, alias: str) -> None:
    assert read_alias(typed) == alias


@pytest.mark.parametrize(("typed", "tag"), [("Food", "food"), ("#Food", "food"), ("a=b", "a=b"), ("餐饮", "餐饮")])
def test_tag(typed: str, tag: str) -> None:
    assert read_tag(typed) == tag


@pytest.mark.parametrize(
    "typed", ["", " ", "two words", "a,b", "a，b", "a、b", "a`b", "x" * 41, "a\nb", "a\u202eb", "a\u3000b", "ß" * 21]
)
def test_no_label(typed: str) -> None:
    """Empty, too long, or with what would end it in a command or spoil a message."""
    for read in (read_alias, read_tag):
        with pytest.raises(BadLabel):
            read(typed)


def test_an_alias_ends_at_an_equals_sign() -> None:
    with pytest.raises(BadLabel) as refused:
        read_alias("a=b")
    assert refused.value.params == {"kind": "alias", "text": "a=b"}


@given(st.text(max_size=60))
def test_a_label_is_one_word_that_stays_the_same(typed: str) -> None:
    try:
        alias, tag = read_alias(typed), read_tag(typed)
    except BadLabel:
        return
    assert alias.split() == [alias]
    assert len(folded(alias)) <= LONGEST
    assert read_alias(alias) == alias
    assert tag == folded(tag)


def test_tags_are_joined() -> None:
    assert with_tags(("food", "beijing"), ["food", "new"]) == ("beijing", "food", "new")
    with pytest.raises(BadLabel) as refused:
        with_tags([f"tag{number}" for number in range(MOST_TAGS)], ["one-more"])
    assert refused.value.params == {"kind": "tags", "text": "20"}


def test_all_that_commands_understand() -> None:
    """Every command in both languages, and what stands in the place of a program after one."""
    commands = {word for name, command in subcommands().items() for word in (name, *command.chinese)}

    assert [word for word in (*commands, *READY, *FLEET_WORDS, "wechat", "微信") if not is_reserved(word)] == []


@pytest.mark.parametrize("name", ["Report", "ＨＥＬＰ", "3.8.5", "v3.8", "wx.request", "#food", "--on", "—on"])
def test_reserved(name: str) -> None:
    with pytest.raises(BadLabel) as refused:
        check_reserved(name)
    assert refused.value.params["kind"] == "reserved"


@pytest.mark.parametrize("name", ["shop", "report-2", "99", "wx2", "360", "报告厅", "wxs.food"])
def test_free(name: str) -> None:
    check_reserved(name)


@given(st.text(max_size=100))
def test_what_is_typed_folds_like_the_name(name: str) -> None:
    assert folded(" ".join(split_words(name))) == folded(name)
    assert plain_text(plain_text(name)) == plain_text(name)


def test_a_name_of_quotation_marks_alone() -> None:
    assert folded("「」") == ""


@pytest.mark.parametrize(
    ("text", "failure"),
    [
        ("expired", Failure(FailureKey.EXPIRED)),
        ("official-account", Failure(FailureKey.OFFICIAL_ACCOUNT)),
        ("refused 61003", Failure(FailureKey.REFUSED, 61003)),
        ("refused 61004 203.0.113.7", Failure(FailureKey.REFUSED, 61004, "203.0.113.7")),
        ("refused -1", Failure(FailureKey.REFUSED, -1)),
        ("refused 007", Failure(FailureKey.OTHER, other="refused 007")),
        ("refused x", Failure(FailureKey.OTHER, other="refused x")),
        ("expired early", Failure(FailureKey.OTHER, other="expired early")),
    ],
)
def test_the_stored_text_of_a_failure(text: str, failure: Failure) -> None:
    assert Failure.parse(text) == failure
    assert str(failure) == text


@given(text=st.text().map(str.rstrip))
def test_every_stored_text_is_a_failure(text: str) -> None:
    assert str(Failure.parse(text)) == text


@given(code=st.integers(-(10**9), 10**9), address=st.just("") | st.ip_addresses().map(str))
def test_every_refusal_survives_storage(code: int, address: str) -> None:
    failure = Failure(FailureKey.REFUSED, code, address)

    assert Failure.parse(str(failure)) == failure


def catalog_keys(locale: str) -> dict[str, set[str]]:
    """The messages of a catalog and the attributes of each."""
    entries = FluentParser().parse(catalog_source(locale)).body
    messages = [entry for entry in entries if isinstance(entry, ast.Message)]
    return {message.id.name: {attribute.id.name for attribute in message.attributes} for message in messages}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_code_is_explained_and_says_what_to_do(locale: str) -> None:
    explained = {key.removeprefix("wechat-") for key, more in catalog_keys(locale).items() if "advice" in more}
    codes = {code.replace("minus-", "-") for code in explained if code[-1].isdigit()}

    assert codes == {str(code) for code in REMEDIES}


def test_every_code_has_one_row() -> None:
    codes = [code for row in ROWS.values() for code in row]

    assert sorted(codes) == sorted(REMEDIES)
    assert set(ROWS) == set(Remedy)
    assert all(ROWS.values())
    assert 0 not in REMEDIES


@pytest.mark.parametrize("code", [1, 99999, -2, None])
def test_everything_else_is_left_to_a_person(code: int | None) -> None:
    assert remedy_of(code) is Remedy.PERSON


TODAY: Final = date(2026, 11, 29)
NAMES: Final = ("Corner Coffee", "云上商城", "商户 00001", "shop")
READER: Final = QuestionReader({word: each.name for word, each in commands_by_word().items()})


def knows(name: str) -> bool:
    """Of the APIs, one is named like a thing."""
    return name == "camera"


def questions() -> Iterator[tuple[str, str]]:
    """Each question, and the command; none where it is not understood."""
    for file in sorted((Path(__file__).parent / "questions").glob("*.txt")):
        lines = file.read_text("utf-8").splitlines()
        assert len(lines) > 50, file
        for line in lines:
            question, _, command = line.rpartition(" =")
            yield question, command.strip()


def read(text: str) -> str:
    """The command, as it is typed, and what is left out; empty where there is none."""
    program = next((name for name in NAMES if name in text), "")
    found = READER.read(plain_text(text), program, knows, today=TODAY)
    left = ["without", ", ".join(found.left)] if found and found.left else []
    return " ".join([found.command, *found.words, *left]) if found else ""


@pytest.mark.parametrize(("question", "command"), list(questions()))
def test_fifty_questions(question: str, command: str) -> None:
    assert read(question) == command


@pytest.mark.parametrize(
    ("typed", "is_sentence"),
    [
        ("this week", True),
        ("to 3.8.5", True),
        ("3.8.5 什么时候", True),
        ("上周", True),
        ("shop 吗", True),
        ("most", False),
        ("7天 shop", False),
        ("since 2026-11-20 云上商城", False),
        ("ready name", False),
        ("3.8.5 Corner Coffee", False),
    ],
)
def test_words_of_a_command_that_are_a_sentence(typed: str, is_sentence: bool) -> None:  # noqa: FBT001
    assert READER.is_sentence(typed) is is_sentence


@given(st.text(), st.sampled_from(["", *NAMES]))
def test_any_text(text: str, program: str) -> None:
    """Whatever is typed is read as a command that changes nothing, or as none; three others are near."""
    plain = " ".join(plain_text(text).split())
    found = READER.read(plain, program, knows, today=TODAY)

    assert found is None or found.command in READ
    assert len(set(READER.nearest(plain, program, knows))) == 3


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("what would 3.8.5 do to grandma's phone", ["grandmas phone"]),
        ("3.8.5 对奶奶有影响吗", ["奶奶"]),
        ("is 3.8.5 safe", []),
    ],
)
def test_what_is_not_understood(question: str, left: list[str]) -> None:
    found = READER.read(plain_text(question), "", knows, today=TODAY)

    assert found
    assert list(found.left) == left == READER.left(plain_text(question), knows)


@pytest.mark.parametrize("day", ["yesterday", "2026-11-28", "前天"])
def test_a_day_is_no_name(day: str) -> None:
    assert READER.left(f"how was it {day} for nope", knows) == ["nope"]


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("xyzzy", ["report", "raise 3.8.5", "help"]),
        ("propose 3.6.4", ["propose 3.6.4", "report", "raise 3.6.4"]),
        ("an alert, please", ["alert", "report", "raise 3.8.5"]),
        ("提议", ["propose 3.8.5", "report", "raise 3.8.5"]),
        ("covr", ["cover 99%", "report", "raise 3.8.5"]),
    ],
)
def test_nearest(text: str, near: list[str]) -> None:
    assert READER.nearest(text, "", knows) == near

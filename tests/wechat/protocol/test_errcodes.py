"""WeChat's error codes: one table, explained in both languages."""

import pytest
from fluent.syntax import FluentParser, ast

from bot.i18n.texts import catalog_source
from bot.wechat.protocol.errcodes import RETRY, Retry, retry_of

CLASSES = [
    (Retry.BACKOFF, {-1}),
    (Retry.WAIT_A_MINUTE, {45011}),
    (Retry.TOMORROW, {45009}),
    (Retry.REFRESH_TOKEN, {40001, 40014, 42001}),
    (Retry.REFRESH_COMPONENT, {40094, 42006}),
    (Retry.NEW_TICKET, {40091, 61005, 61006}),
    (Retry.RELIST, {61023}),
]


def catalog_keys(locale: str) -> dict[str, set[str]]:
    """The messages of a catalog and the attributes of each."""
    entries = FluentParser().parse(catalog_source(locale)).body
    messages = [entry for entry in entries if isinstance(entry, ast.Message)]
    return {message.id.name: {attribute.id.name for attribute in message.attributes} for message in messages}


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
def test_every_code_is_explained_and_says_what_to_do(locale: str) -> None:
    """Each code of the table has its meaning and its advice in the catalog."""
    keys = catalog_keys(locale)

    unexplained = [code for code in RETRY if "advice" not in keys.get(f"wechat-{code}".replace("--", "-minus-"), set())]

    assert unexplained == []


@pytest.mark.parametrize(("retry", "codes"), CLASSES)
def test_codes_that_are_worth_another_try_are_exactly_these(retry: Retry, codes: set[int]) -> None:
    """No code slips into a class in which the bot would ask again by itself."""
    assert {code for code in RETRY if retry_of(code) is retry} == codes


@pytest.mark.parametrize("code", [1, 99999, -2, 40013])
def test_everything_else_is_left_to_a_person(code: int) -> None:
    """Unknown codes are never repeated."""
    assert retry_of(code) is Retry.NO


def test_success_is_no_error() -> None:
    """0 is not in the table."""
    assert 0 not in RETRY

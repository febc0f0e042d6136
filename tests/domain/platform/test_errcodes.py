"""WeChat's error codes: one table, explained in both languages."""

import pytest
from fluent.syntax import FluentParser, ast

from bot.domain.platform.errcodes import REMEDIES, ROWS, Remedy, remedy_of
from bot.i18n import LOCALES
from bot.i18n.texts import catalog_source


def catalog_keys(locale: str) -> dict[str, set[str]]:
    """The messages of a catalog and the attributes of each."""
    entries = FluentParser().parse(catalog_source(locale)).body
    messages = [entry for entry in entries if isinstance(entry, ast.Message)]
    return {message.id.name: {attribute.id.name for attribute in message.attributes} for message in messages}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_code_is_explained_and_says_what_to_do(locale: str) -> None:
    """Table and catalogs have the same codes, each with meaning and advice."""
    explained = {key.removeprefix("wechat-") for key, more in catalog_keys(locale).items() if "advice" in more}
    codes = {code.replace("minus-", "-") for code in explained if code[-1].isdigit()}

    assert codes == {str(code) for code in REMEDIES}


def test_every_code_has_one_row() -> None:
    """No code in two rows, no remedy without a code; success is no error."""
    codes = [code for row in ROWS.values() for code in row]

    assert sorted(codes) == sorted(REMEDIES)
    assert set(ROWS) == set(Remedy)
    assert all(ROWS.values())
    assert 0 not in REMEDIES


@pytest.mark.parametrize("code", [1, 99999, -2, None])
def test_everything_else_is_left_to_a_person(code: int | None) -> None:
    """Unknown codes are never repeated."""
    assert remedy_of(code) is Remedy.PERSON

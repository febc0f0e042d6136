"""What is found in JSON files."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.scan.findings import Kind, Place, Severity
from bot.scan.rules.judge import judge
from bot.scan.rules.settings import own_components, read_settings
from tests.scan.table import table

APP = b"""\xef\xbb\xbf{
  "pages": ["pages/a/a"],
  "subPackages": [{ "root": "b", "usingComponents": {} }], "style": "",
  "useExtendedLib": { "weui": true }
}
"""


def test_settings_of_the_app() -> None:
    """Keys with a documented minimum, where they stand; what is empty, or further in, asks for nothing."""
    uses = read_settings(APP, "app.json", of_app=True)

    assert [(use.kind, use.name, use.place) for use in uses] == [
        (Kind.SETTING, "subpackages", Place("app.json", 3, 3)),
        (Kind.SETTING, "useExtendedLib", Place("app.json", 4, 3)),
    ]


def test_what_older_base_libraries_ignore() -> None:
    """It has a minimum, and demands none."""
    findings = {finding.name: finding for finding in judge(read_settings(APP, "a", of_app=True), table()).findings}

    assert (findings["subpackages"].severity, findings["subpackages"].demanded) == (Severity.HARMLESS, None)
    assert str(findings["useExtendedLib"].demanded) == "2.2.1"


@pytest.mark.parametrize(
    ("data", "names"),
    [
        ({"usingComponents": {"a": "b"}, "useExtendedLib": {"weui": True}}, ["usingComponents"]),
        ({"usingComponents": {}}, []),
        ({"renderer": "skyline"}, ["renderer"]),
        ({"renderer": "webview"}, []),
        ([{"usingComponents": {"a": "b"}}], []),
    ],
)
def test_settings_of_a_page(data: object, names: list[str]) -> None:
    """A page's file is asked for what pages can have."""
    assert [use.name for use in read_settings(json.dumps(data).encode(), "a.json", of_app=False)] == names


@pytest.mark.parametrize("text", [b"", b"{", b"{'a': 1}", b"\xff", b"[" * 200_000])
def test_no_json(text: bytes) -> None:
    """It is said, and ends nothing."""
    with pytest.raises(ValueError, match=r"\S"):
        read_settings(text, "a.json", of_app=True)
    assert own_components(text) == frozenset()


def test_own_components() -> None:
    """The tags that a file gives to components of the project."""
    assert own_components(b'{"usingComponents": {"camera": "./camera"}}') == {"<camera>"}
    assert own_components(b'{"usingComponents": []}') == own_components(b"[]") == frozenset()


_VALUES = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5)


@given(st.dictionaries(st.sampled_from(["plugins", "workers", "style", "a\n", "\u2028", '"']) | st.text(), _VALUES))
def test_anything_is_read(data: dict[str, object]) -> None:
    """Whatever JSON holds, reading it ends, with places that are in it."""
    for indent in (None, 2):
        text = json.dumps(data, ensure_ascii=False, indent=indent)
        for use in read_settings(text.encode("utf-8", "surrogatepass"), "a", of_app=True):
            assert f'"{use.name}' in text.split("\n")[use.place.line - 1]

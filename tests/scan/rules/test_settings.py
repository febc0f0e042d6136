"""What is found in JSON files."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.scan.findings import Kind, Place, Severity
from bot.scan.rules.judge import judge
from bot.scan.rules.script.scopes import JAVASCRIPT, TYPESCRIPT
from bot.scan.rules.settings import JSON, parse_json, read_config
from bot.scan.rules.uses import Use
from tests.scan.table import table


def read_settings(text: bytes, path: str, *, of_app: bool, language: str = JSON, part: str = "") -> tuple[Use, ...]:
    """The settings in a file that require something."""
    return read_config(text, path, language, of_app=of_app, part=part).uses


def own_components(text: bytes) -> frozenset[str]:
    """A file's tags for the project's components."""
    return read_config(text, "a.json", JSON, of_app=False).tags


APP = b"""\xef\xbb\xbf{
  "pages": ["pages/a/a"],
  "subPackages": [{ "root": "b", "usingComponents": {} }], "style": "",
  "useExtendedLib": { "weui": true }
}
"""


def test_settings_of_the_app() -> None:
    """Keys with a documented minimum; empty or nested ones need nothing."""
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
    """It is reported, and ends nothing."""
    with pytest.raises(ValueError, match=r"\S"):
        parse_json(text)


def test_own_components() -> None:
    """The tags that a file gives to components of the project."""
    assert own_components(b'{"usingComponents": {"camera": "./camera"}}') == {"<camera>"}
    assert own_components(b'{"usingComponents": []}') == own_components(b"[]") == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        "export default defineAppConfig({ workers: 'w', plugins, darkmode: false, usingComponents: { a: 'b' } })",
        "const all = { workers: `w`, plugins: { a: {} }, usingComponents: { a: 'b' } } as Config\nexport default all",
        "import a from 'a'\nmodule.exports = { workers: 'w', 'plugins': a, ...b, usingComponents: { a: 'b' } }",
    ],
)
def test_settings_in_scripts(text: str) -> None:
    """Taro's configurations are scripts."""
    found = read_config(text.encode(), "app.config.ts", TYPESCRIPT, of_app=True)

    assert [use.name for use in found.uses] == ["workers", "plugins", "usingComponents"]
    assert all(use.place.line == text[: text.index("workers")].count("\n") + 1 for use in found.uses)
    assert found.tags == {"<a>"}


@pytest.mark.parametrize("text", ["", "export default {", "f({ workers: 'w' }", "export default 'workers'", "a = a"])
def test_scripts_without_settings(text: str) -> None:
    """They say nothing."""
    assert read_settings(text.encode(), "a.js", of_app=True, language=JAVASCRIPT) == ()


def test_a_part_counts() -> None:
    """uni-app's manifest has a part for each platform, and comments."""
    text = b'{ // all\n "mp-alipay": {"plugins": {"a": 1}}, "mp-weixin": {"usingComponents": true,\n "workers": "w"} }'

    uses = read_settings(text, "manifest.json", of_app=True, part="mp-weixin")

    assert [(use.name, use.place.line) for use in uses] == [("workers", 3)]
    assert read_settings(text, "manifest.json", of_app=True, part="mp-qq") == ()


_VALUES = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5)


@given(st.dictionaries(st.sampled_from(["plugins", "workers", "style", "a\n", "\u2028", '"']) | st.text(), _VALUES))
def test_anything_is_read(data: dict[str, object]) -> None:
    """Whatever JSON holds, reading it ends, with places that are in it."""
    for indent in (None, 2):
        text = json.dumps(data, ensure_ascii=False, indent=indent)
        for use in read_settings(text.encode("utf-8", "surrogatepass"), "a", of_app=True):
            assert f'"{use.name}' in text.split("\n")[use.place.line - 1]

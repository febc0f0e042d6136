"""What is found in JSON files."""

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.scan.findings import Accepted, Kind, Place, Severity
from bot.domain.scan.scan import Scan
from bot.scan.rules.judge import judge
from bot.scan.rules.script.scopes import JAVASCRIPT, TYPESCRIPT
from bot.scan.rules.settings import JSON, Baseline, parse_json, read_config, read_packing
from bot.scan.rules.uses import Ignores, Use, read_ignores
from bot.scan.scanning import scan_folder
from tests.scan.table import table


def read_settings(text: bytes, path: str, *, of_app: bool, language: str = JSON, part: str = "") -> tuple[Use, ...]:
    return read_config(text, path, language, of_app=of_app, part=part).uses


def own_components(text: bytes) -> frozenset[str]:
    return read_config(text, "a.json", JSON, of_app=False).tags


APP = b"""\xef\xbb\xbf{
  "pages": ["pages/a/a"],
  "subPackages": [{ "root": "b", "usingComponents": {} }], "style": "",
  "useExtendedLib": { "weui": true }
}
"""


def test_settings_of_the_app() -> None:
    uses = read_settings(APP, "app.json", of_app=True)

    assert [(use.kind, use.name, use.place) for use in uses] == [
        (Kind.SETTING, "subpackages", Place("app.json", 3, 3)),
        (Kind.SETTING, "useExtendedLib", Place("app.json", 4, 3)),
    ]


def test_what_older_base_libraries_ignore() -> None:
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
    assert [use.name for use in read_settings(json.dumps(data).encode(), "a.json", of_app=False)] == names


@pytest.mark.parametrize("text", [b"", b"{", b"{'a': 1}", b"\xff", b"[" * 200_000])
def test_no_json(text: bytes) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        parse_json(text)


def test_own_components() -> None:
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
    found = read_config(text.encode(), "app.config.ts", TYPESCRIPT, of_app=True)

    assert [use.name for use in found.uses] == ["workers", "plugins", "usingComponents"]
    assert all(use.place.line == text[: text.index("workers")].count("\n") + 1 for use in found.uses)
    assert found.tags == {"<a>"}


@pytest.mark.parametrize("text", ["", "export default {", "f({ workers: 'w' }", "export default 'workers'", "a = a"])
def test_scripts_without_settings(text: str) -> None:
    assert read_settings(text.encode(), "a.js", of_app=True, language=JAVASCRIPT) == ()


def test_a_part_counts() -> None:
    text = b'{ // all\n "mp-alipay": {"plugins": {"a": 1}}, "mp-weixin": {"usingComponents": true,\n "workers": "w"} }'

    uses = read_settings(text, "manifest.json", of_app=True, part="mp-weixin")

    assert [(use.name, use.place.line) for use in uses] == [("workers", 3)]
    assert read_settings(text, "manifest.json", of_app=True, part="mp-qq") == ()


_VALUES = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5)


@given(st.dictionaries(st.sampled_from(["plugins", "workers", "style", "a\n", "\u2028", '"']) | st.text(), _VALUES))
def test_anything_is_read(data: dict[str, object]) -> None:
    for indent in (None, 2):
        text = json.dumps(data, ensure_ascii=False, indent=indent)
        for use in read_settings(text.encode("utf-8", "surrogatepass"), "a", of_app=True):
            assert f'"{use.name}' in text.split("\n")[use.place.line - 1]


@pytest.mark.parametrize(
    ("kind", "value", "left_out", "kept"),
    [
        ("file", "a/b.js", "a/b.js", "a/b.json"),
        ("file", "/a/b.js", "a/b.js", "b.js"),
        ("file", "A/b.js", "a/B.js", "b.js"),
        ("folder", "/drafts/", "drafts/a/b.js", "a/drafts/b.js"),
        ("folder", "drafts", "drafts/a.js", "drafts.js"),
        ("suffix", ".test.js", "a/b.test.js", "a/test.js"),
        ("prefix", "mock", "a/mock-b.js", "mock/b.js"),
        ("glob", "a/*.test.js", "a/b.test.js", "b/b.test.js"),
        ("glob", "a/*.js", "a/b.js", "a/b/c.js"),
        ("glob", "/a/*.js", "a/b.js", "b/a/b.js"),
        ("glob", "*.js", "a.js", "a/b.js"),
        ("glob", "a//*", "a/b.js", "a/b/c.js"),
        ("glob", "a?.js", "ab.js", "a/.js"),
        ("glob", "**/a?.js", "ab.js", "ab/c.js"),
        ("glob", "a/**/b.js", "a/b.js", "a/c/ab.js"),
        ("glob", "a/**/b.js", "a/c/d/b.js", "b.js"),
        ("glob", "a/**", "a/b/c.js", "b/a/c.js"),
        ("glob", "a**/c.js", "ab/c.js", "a/b/c.js"),
        ("glob", "**", "a/b.js", ""),
        ("glob", "[a-c]/[!b].js", "b/a.js", "b/b.js"),
        ("glob", "a[!b]c.js", "aac.js", "a/c.js"),
        ("regexp", "/test/", "a/test/b.js", "utils/latest.js"),
        ("regexp", "/test/", "test/b.js", "test.js"),
        ("regexp", "^/a", "a/b.js", "b/a.js"),
        ("regexp", "\\.Test\\.", "a/b.test.js", "a/btest.js"),
        ("regexp", "^a\\d|c", "A1.js", "ab.js"),
    ],
)
def test_entries(kind: str, value: str, left_out: str, kept: str) -> None:
    packing = read_packing({"ignore": [{"type": kind, "value": value}]})

    assert packing.leaves_out(left_out)
    assert not packing.leaves_out(kept)
    assert packing.misunderstood == 0


def test_what_is_included_ships() -> None:
    packing = read_packing(
        {
            "ignore": [{"type": "folder", "value": "a"}],
            "include": [{"type": "file", "value": "a/b.js"}],
        }
    )

    assert packing.leaves_out("a/c.js")
    assert not packing.leaves_out("a/b.js")


@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [
        ("file", "./a.js", "a.js"),
        ("folder", "./a", "a/b.js"),
        ("suffix", "a/b.js", "a/b.js"),
        ("glob", "./a/*", "a/b.js"),
        ("glob", "a/*/", "a/b.js"),
        ("regexp", "\\S", "a.js"),
    ],
)
def test_what_wechat_matches_with_nothing(kind: str, value: str, kept: str) -> None:
    assert not read_packing({"ignore": [{"type": kind, "value": value}]}).leaves_out(kept)


def test_the_whole_program() -> None:
    everything = {"type": "folder", "value": "/"}

    assert read_packing({"ignore": [everything]}).leaves_out("a.js")
    assert not read_packing({"ignore": [everything], "include": [everything]}).leaves_out("a.js")


def test_what_is_included_and_not_understood() -> None:
    ignored = {"type": "folder", "value": "a"}

    assert not read_packing({"ignore": [ignored], "include": [{"type": "glob", "value": "a/{b,c}"}]}).leaves_out("a/d")


@pytest.mark.parametrize(
    "entry",
    [
        {"type": "moon", "value": "a"}, {"type": "file"}, {"type": "file", "value": ""},
        {"type": ["file"], "value": "a"}, {"type": "regexp", "value": "("}, {"type": "file", "value": "a" * 1000},
        {"type": "regexp", "value": "(?=a)a"}, {"type": "regexp", "value": "\ud800"},
        {"type": "regexp", "value": "((a{100}){100}){100}"}, "a", None,
        *(
            {"type": "regexp", "value": value}
            for value in ("(?i)a", "(?P<b>a)", "[[:alpha:]]", "a\\z", "[]a]", "^*a", "*.js", "\\pL")
        ),
        *(
            {"type": "glob", "value": value}
            for value in ("!b", " !b", "#a", "{a,b}", "@(a)", "[a", "\\a", "[.-0]", "[[:alpha:]]", "[b-a]", "a]")
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_counted(entry: object) -> None:
    packing = read_packing({"ignore": [entry]})

    assert packing.misunderstood == 1
    assert not packing.leaves_out("a")


@pytest.mark.parametrize("options", [None, [], {}, {"ignore": {}}, {"ignore": None}])
def test_no_options(options: object) -> None:
    assert not read_packing(options).leaves_out("a")


ASK = "wx.getUserProfile()\n"


def scanned(folder: Path, **files: str) -> Scan:
    for name, text in files.items():
        (folder / f"{name}.js").write_text(text, "utf-8")
    return scan_folder(folder, table)


def test_what_was_there_is_accepted(tmp_path: Path) -> None:
    before = Baseline.of(scanned(tmp_path, a=ASK + "wx.makeTea()", b="wx.a(", c="wx.login()\n" + ASK))
    moved = before.accepted(scanned(tmp_path, a="\n\nwx.makeTea();" + ASK, b="\nwx.a("))
    more = before.accepted(scanned(tmp_path, a=ASK * 2))

    assert before.counts == {
        ("a.js", "wx.getUserProfile"): 1,
        ("a.js", "wx.makeTea"): 1,
        ("b.js", "unread:syntax"): 1,
        ("b.js", "wx.a"): 1,
        ("c.js", "wx.getUserProfile"): 1,
    }
    assert (moved.to_run.highest, moved.unjudged, moved.notices) == (None, (), ())
    assert {use.accepted for finding in moved.findings for use in finding.uses} == {Accepted.BASELINE, None}
    assert str(more.to_run.highest) == "2.10.4"
    assert sum(len(finding.unguarded) for finding in more.to_run.demanding) == 1


def test_it_only_shrinks(tmp_path: Path) -> None:
    before = Baseline.of(scanned(tmp_path, a=ASK * 2, b=ASK))
    after = before.shrunk(scanned(tmp_path, a=ASK, b="", c=ASK))

    assert after.counts == {("a.js", "wx.getUserProfile"): 1}


def test_the_file() -> None:
    counts = Counter({("页/a.js", "wx.getUserProfile"): 2, ("b.js", "<no-such-tag>"): 1})

    assert Baseline.read(Baseline(counts).text.encode()).counts == counts
    assert Baseline.read(Baseline().text.encode()).counts == {}


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", '{"version": 2, "accepted": {}}', '{"version": 1, "accepted": []}',
     '{"version": 1, "accepted": {"a": {"b": 0}}}', '{"version": 1, "accepted": {"a": {"b": true}}}'],
)  # fmt: skip
def test_no_baseline(text: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        Baseline.read(text.encode())


def accepted(source: str, name: str = "wx.getUserProfile", line: int = 1) -> bool:
    """Whether a source's comment accepts a use, and counts as used."""
    comments = list(read_ignores(source.encode(), "a.js"))
    ignores = Ignores({("a.js", line): [each for each in comments if each.line == line]})
    result = ignores.accepts(name, Place("a.js", line, 1))
    assert bool(ignores.unused) == (not result and bool(ignores.comments["a.js", line]))
    return result


@pytest.mark.parametrize(
    "source",
    [
        "wx.getUserProfile() // baselib-ignore wx.getUserProfile: staff only",
        "wx.getUserProfile() // baselib-ignore getUserProfile: staff only",
        "/* baselib-ignore wx.login, wx.getUserProfile: staff only */ wx.getUserProfile()",
        "<!-- baselib-ignore wx.login wx.getUserProfile: staff only -->",
    ],
)
def test_the_line_of_the_comment(source: str) -> None:
    assert accepted(source)


def test_the_next_line() -> None:
    comment = "<!-- baselib-ignore-next-line <button open-type=chooseAvatar>: shown to staff -->\n<button/>"

    assert accepted(comment, "<button open-type=chooseAvatar>", 2)
    assert accepted("// baselib-ignore-next-line no-such-tag: ours", "<no-such-tag>", 2)
    assert not accepted(comment, "<button open-type=chooseAvatar>", 1)


@pytest.mark.parametrize(
    "source",
    [
        "// baselib-ignore wx.login: staff only",
        "// baselib-ignore wx.getUserProfile",
        "// baselib-ignore wx.getUserProfile:",
        "/* baselib-ignore wx.getUserProfile: */",
        "// baselib-ignore : staff only",
        "// baselib-ignore",
        "'baselib-ignore wx.getUserProfile: text'",
    ],
)
def test_what_accepts_nothing(source: str) -> None:
    assert not accepted(source)


def test_no_comment_is_looked_for_where_there_is_none() -> None:
    assert list(read_ignores(b"wx.getUserProfile()", "a.js")) == []

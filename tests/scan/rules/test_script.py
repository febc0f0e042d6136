"""What is found in JavaScript and TypeScript."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.scan.findings import Place, Skipped
from bot.scan.rules.judge import judge
from bot.scan.rules.script.scopes import JAVASCRIPT, TSX, TYPESCRIPT
from bot.scan.rules.script.walk import read_script
from tests.scan.reading import PROFILE, findings, judged
from tests.scan.table import table


@pytest.mark.parametrize(
    "source",
    [
        "wx.getUserProfile()",
        "wx['getUserProfile']()",
        "wx[`getUserProfile`]()",
        "(wx).getUserProfile()",
        "globalThis.wx.getUserProfile()",
        "const { wx: api } = global; api.getUserProfile()",
        "wx.getUserPr\\u006ffile()",
        "w\\u{78}.getUserProfile() // wx",
        "const api = wx; api.getUserProfile()",
        "const one = wx, two = one; two.getUserProfile()",
        "const { getUserProfile } = wx; getUserProfile()",
        "const { getUserProfile: ask } = wx; ask()",
        "const { ['getUserProfile']: ask } = wx; ask()",
        "const { getUserProfile: ask = null } = wx; ask()",
        "const { getUserProfile = undefined } = wx; getUserProfile()",
        "const { cloud, getUserProfile = false } = wx; getUserProfile()",
        "const { getUserProfile, ...others } = wx; getUserProfile(); others.login()",
        "const ask = wx.getUserProfile; ask({})",
        "promisify(wx.getUserProfile)",
        "module.exports = { ask: wx.getUserProfile }",
        "const { getUserProfile } = wx; module.exports = { getUserProfile }",
        "const { getUserProfile } = wx; export { getUserProfile }",
        "export const { getUserProfile } = wx",
        "const { getUserProfile } = wx",
        "let { getUserProfile } = wx; getUserProfile = other",
        "wx.getUserProfile.call(wx, {})",
        "await wx.getUserProfile()",
        "list.map(() => wx.getUserProfile())",
        "function ask() { return wx.getUserProfile() }\nconst api = wx",
        "class Asker { ask = () => wx.getUserProfile() }",
        "const Item = () => <button onClick={() => wx.getUserProfile()} />",
        "wx.login({ success() { wx.getUserProfile() } })",
        "this.ask = wx.getUserProfile",
        "try { a() } catch (error) { wx.getUserProfile() }",
        "if (wx) wx.getUserProfile()",
        "switch (a) { case 1: wx.getUserProfile() }",
        "for (const a of b) wx.getUserProfile()",
    ],
)
def test_a_use_is_found(source: str) -> None:
    uses = findings(source)[PROFILE].uses

    assert [use.guarded for use in uses] == [False]


@pytest.mark.parametrize(
    "source",
    [
        "const api = wx as any\napi.getUserProfile!()",
        "(<any>wx).getUserProfile()",
        "(wx as unknown as Record<string, Function>).getUserProfile()",
        "(wx satisfies object).getUserProfile()",
        "declare const wx: any\nwx.getUserProfile()",
        "function ask(this: any, kind?: number): void { wx.getUserProfile() }",
    ],
)
def test_a_use_is_found_in_typescript(source: str) -> None:
    assert [use.guarded for use in findings(source, TYPESCRIPT)[PROFILE].uses] == [False]


def test_a_use_is_found_in_tsx() -> None:
    assert PROFILE in findings("const a: any = <view onTap={() => wx.getUserProfile()} />", TSX)


@pytest.mark.parametrize(
    "source",
    [
        "function ask(wx) { wx.getUserProfile() }",
        "const ask = (wx) => wx.getUserProfile()",
        "const ask = wx => wx.getUserProfile()",
        "function ask({ wx }) { wx.getUserProfile() }",
        "function ask([wx = 1]) { wx.getUserProfile() }",
        "import wx from 'weixin-js-sdk'; wx.getUserProfile()",
        "import { sdk as wx } from 'sdk'; wx.getUserProfile()",
        "import * as wx from 'sdk'; wx.getUserProfile()",
        "const wx = require('wx-server-sdk'); wx.getUserProfile()",
        "{ let wx = {}; wx.getUserProfile() }",
        "function ask() { wx.getUserProfile(); var wx }",
        "function wx() {} wx.getUserProfile()",
        "globalThis.other.wx.getUserProfile()",
        "const globalThis = {}; globalThis.wx.getUserProfile()",
        "class wx {} wx.getUserProfile()",
        "try {} catch (wx) { wx.getUserProfile() }",
        "for (const wx of all) wx.getUserProfile()",
        "Taro.getUserProfile(); my.getUserProfile(); other.wx.getUserProfile()",
        "// wx.getUserProfile()\n'wx.getUserProfile()'; /wx.getUserProfile/",
        "wx.getUserProfile = () => ask()",
        "const a = { wx: 1, getUserProfile: 2 }",
        "let api = wx; api = mine; api.getUserProfile()",
    ],
)
def test_what_is_not_wechats_is_left_alone(source: str) -> None:
    assert PROFILE not in findings(source)


def test_options_are_looked_at_by_themselves() -> None:
    """An option that needs more than its API is found in place; others are not reported."""
    source = "const options = { url: 'a', 'enableChunked': true }\nwx.request(options)\nwx.request({ url: 'b' })"
    found = findings(source)

    assert [use.place for use in found["wx.request.enableChunked"].uses] == [Place("a.js", 1, 29)]
    assert len(found["wx.request"].uses) == 2
    assert "wx.request.url" not in found


@pytest.mark.parametrize(
    ("source", "guarded"),
    [
        ("if (wx.canIUse('showModal.object.editable')) wx.showModal({ editable: true })", True),
        ("if (wx.canIUse('showModal')) wx.showModal({ editable: true })", False),
        ("wx.showModal?.({ editable: true })", False),
        ("const editable = 1; wx.showModal({ editable })", False),
        ("wx.showModal({ editable() {} })", False),
        ("wx.showModal(/* what */ { editable: true })", False),
    ],
)
def test_an_option_needs_a_check_of_its_own(source: str, guarded: bool) -> None:  # noqa: FBT001
    assert [use.guarded for use in findings(source)["wx.showModal.editable"].uses] == [guarded]


@pytest.mark.parametrize(
    ("source", "guarded"),
    [
        ("const task = wx.downloadFile({}); task.onProgressUpdate(show)", False),
        ("const task = wx.downloadFile({}); function f() { task.onProgressUpdate(show) }", False),
        ("function f() { task.onProgressUpdate(show) }\nconst task = wx.downloadFile({})", False),
        ("wx.downloadFile({}).onProgressUpdate(show)", False),
        ("const { onProgressUpdate } = wx.downloadFile({}); onProgressUpdate(show)", False),
        ("const task = wx.downloadFile({}); task.onProgressUpdate?.(show)", True),
        ("const task = wx.downloadFile({}); task.onProgressUpdate && task.onProgressUpdate(show)", True),
        ("const task = wx.downloadFile({}); if (wx.canIUse('DownloadTask.abort')) task.onProgressUpdate(show)", True),
    ],
)
def test_methods_of_what_an_api_returns(source: str, guarded: bool) -> None:  # noqa: FBT001
    assert [use.guarded for use in findings(source)["DownloadTask.onProgressUpdate"].uses] == [guarded]


def test_what_an_object_is_may_be_unknown() -> None:
    source = "function f(task) { task.abort() }\nwx.downloadFile().a().abort()\nwx.login().code"

    assert findings(source).keys() == {"wx.downloadFile", "wx.login"}


def test_namespaces_are_followed() -> None:
    found = findings("wx.cloud.callFunction({})\nif (wx.cloud) wx.cloud.callFunction({})\nwx.cloud.bind()")

    assert [use.guarded for use in found["wx.cloud.callFunction"].uses] == [False, True]
    assert str(found["wx.cloud.callFunction"].minimum) == "2.2.3"
    assert len(found["wx.cloud"].uses) == 1


@pytest.mark.parametrize(
    ("source", "unknown"),
    [
        ("wx.cloud.strange()", ["wx.cloud.strange"]),
        ("const { cloud } = wx; cloud.strange({})", ["wx.cloud.strange"]),
        ("const { strange } = wx.cloud; strange()", ["wx.cloud.strange"]),
        ("wx.cloud.callFunction.more.of('it')", ["wx.cloud.callFunction.more"]),
        ("if (wx.cloud) wx.cloud.strange()", ["wx.cloud.strange"]),
        ("wx.cloud?.strange()", ["wx.cloud.strange"]),
        ("wx.cloud.strange?.()", []),
        ("if (wx.cloud.strange) wx.cloud.strange.more()", []),
        ("wx.cloud.strange = f; wx.cloud.strange()", []),
        ("wx.cloud.callFunction.call(wx, {})", []),
        ("wx.env.USER_DATA_PATH.length", []),
    ],
)
def test_a_name_in_a_namespace_may_be_unknown(source: str, unknown: list[str]) -> None:
    found = judged({"a.js": read_script(source.encode(), "a.js", JAVASCRIPT)})

    assert [each.name for each in found.unjudged] == unknown


def test_unknown_names_are_kept_apart() -> None:
    script = read_script(b"wx.makeCoffee.now(); wx.Request(); wx.makeCoffee?.()", "a.js", JAVASCRIPT)
    found = judged({"a.js": script})

    assert found.findings == ()
    assert [(each.name, len(each.places)) for each in found.unjudged] == [("wx.Request", 1), ("wx.makeCoffee", 1)]


@pytest.mark.parametrize(
    "source",
    [
        "wx[name]()",
        "Object.keys(wx)",
        "this.wx = wx",
        "let api = wx; api = a",
        "export const api = wx",
        "f(wx)",
        "wx.cloud[name]()",
        "const { cloud } = wx; cloud[name]()",
        "const { [name]: ask } = wx; ask()",
        "let { [name]: ask = other } = wx",
        "const { cloud: { [name]: ask } } = wx; ask()",
        "const { cloud = { callFunction: mine } } = wx; cloud.go()",
        "const { cloud: api = {} } = wx; api.go()",
    ],
)
def test_what_cannot_be_followed_is_reported(source: str) -> None:
    assert len(read_script(source.encode(), "a.js", JAVASCRIPT).computed) == 1


def test_what_an_answer_holds_is_not_asked_for() -> None:
    source = b"wx.getAppBaseInfo()[name]; const { [name]: a, b = {} } = wx.getAppBaseInfo(); wx.env[name]"

    assert read_script(source, "a.js", JAVASCRIPT).computed == []


def test_places_count_characters() -> None:
    use = findings("'你好'; wx.getUserProfile()")[PROFILE].uses[0]

    assert use.place == Place("a.js", 1, 7)


@pytest.mark.parametrize("source", [b"wx.a;,<;)=}", b"wx.a;\x00\xff(", b"wx("])
def test_a_file_may_be_one_error(source: bytes) -> None:
    assert read_script(source, "a.js", JAVASCRIPT).unread == [Skipped.SYNTAX]


def test_errors_do_not_end_the_reading() -> None:
    script = read_script(b"wx.request({ url: )\nwx.getUserProfile()", "a.js", JAVASCRIPT)

    assert script.unread == [Skipped.SYNTAX]
    assert PROFILE in {use.name for use in script.uses}


@pytest.mark.parametrize(
    "source",
    [
        "(" * 20_000 + "wx.getUserProfile()" + ")" * 20_000,
        "{" * 20_000 + "wx.getUserProfile()" + "}" * 20_000,
        "wx.a" + ".b" * 20_000 + "; wx.getUserProfile()",
        "wx.a()" + ".b()" * 1_200 + "; wx.getUserProfile()",
        "!" * 20_000 + "a; wx.getUserProfile()",
        " && ".join(["wx.getUserProfile()"] * 2_000),
        "if (a) " * 2_000 + "wx.getUserProfile()",
        "const a0 = wx;" + "".join(f"const a{n + 1} = a{n};" for n in range(2_000)) + "a2000.b(); wx.getUserProfile()",
        "const a = b, b = a; a.c(); if (a) wx.getUserProfile()",
        "wx.request({ a: " * 2_000 + "wx.getUserProfile()" + "})" * 2_000,
        "if (!" + "(" * 20_000 + "wx.a" + ")" * 20_000 + ") {} wx.getUserProfile()",
        f"/* {'字' * 100_000} */" + "wx.getUserProfile();" * 5_000,
    ],
)
def test_deep_nesting_is_read(source: str) -> None:
    assert PROFILE in {use.name for use in read_script(source.encode(), "a.js", JAVASCRIPT).uses}


_PIECES = st.sampled_from([
    "wx", ".", "?.", "(", ")", "{", "}", "[", "]", "'a'", "`", "${", "if", "else", "return", "const", "let", "==", "=>",
    "&&", "||", "??", "!", "typeof ", "getUserProfile", "canIUse", "compareVersion", "SDKVersion", "'2.0.0'", ",", ";",
    "...", ":", "?", " ", "\n", "for", "of", "function", "class", "export", "import", "from", "<", ">", "/", "0",
])  # fmt: skip


@given(st.lists(_PIECES, max_size=40).map("".join), st.sampled_from([JAVASCRIPT, TYPESCRIPT, TSX]))
def test_anything_is_read(source: str, language: str) -> None:
    for use in read_script(f"wx;{source}".encode(), "a", language).uses:
        assert 1 <= use.place.line <= source.count("\n") + 1


@given(st.binary(max_size=200))
def test_any_bytes_are_read(source: bytes) -> None:
    judge(read_script(b"wx.a;" + source, "a", JAVASCRIPT).uses, table())

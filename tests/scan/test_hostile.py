"""Sources written to keep a reader busy, as a stranger's pull request may hold them.

Growth is measured in steps, which are the same on every machine.
"""

import os
import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any, Final

import pytest

from bot.domain.scan.findings import Finding, Found, Kind, Notice, Place, Skipped
from bot.domain.scan.scan import Outcome, Scan, Verdict
from bot.i18n import Texts, texts_for
from bot.scan.output.ci_formats import scan_gitlab, scan_junit, scan_sarif
from bot.scan.readers import OutOfTimeError, Text, read_one
from bot.scan.rules.ensured import Steps
from bot.scan.rules.judge import judge, parse_uni
from bot.scan.rules.link import read_source
from bot.scan.rules.markup.markup import read_wxml
from bot.scan.rules.script.scopes import JAVASCRIPT
from bot.scan.rules.script.walk import read_script
from bot.scan.rules.settings import read_packing
from bot.scan.scanning import scan_folder
from tests.domain.build import v
from tests.scan.table import table

Source = Callable[[int], str]
_UNLIMITED: Final = 10**12
_DOUBLED: Final = 2.3
"""The most for twice the size: twice the steps, plus a little for longer names."""


def tree(leaf: str, leaves: int) -> str:
    half = leaves // 2
    return f"({tree(leaf, half)}&&{tree(leaf, leaves - half)})" if leaves > 1 else leaf


LINEAR: Final[dict[str, Source]] = {
    "calls on calls": lambda n: "wx" + ".a()" * n,
    "optional calls": lambda n: "wx" + "?.a?.()" * n,
    "members": lambda n: "wx" + ".a" * n,
    "calls in calls": lambda n: "wx.a(" * n,
    "computed names": lambda n: "wx" + "[wx.a" * n + "]" * n,
    "an alias for a long chain": lambda n: "const a=wx" + ".b" * n + ";" + "a;" * n,
    "an alias for a long name": lambda n: "const a=wx." + "b" * n + ";" + "a();" * n,
    "an alias in brackets": lambda n: "const a=" + "(" * n + "wx" + ")" * n + ";" + "a();" * n,
    "aliases of aliases": lambda n: (
        "const a0=wx;" + "".join(f"const a{i + 1}=a{i};a{i}.b();" for i in range(n))
    ),
    "a name for many conditions": lambda n: "const a=" + tree("wx.b", n) + ";" + "if(a);" * n,
    "names for names of conditions": lambda n: "const a=" + tree("wx.b", n) + ";if(" + tree("a", n) + ");",
    "early exits": lambda n: "".join(f"if(!wx.a{i})return;" for i in range(n)) + "wx.b();" * n,
    "comparisons in comparisons": lambda n: "if(" + "a==(" * n + "wx" + ")" * n + ");",
    "a long name of a comparison": lambda n: "if(a" + "cmp" * n + "(wx.b,'1')>0);",
    "exports": lambda n: "".join(f"export const a{i}=wx.b;" for i in range(n)),
    "branches in branches": lambda n: "if(wx.a){" * n,
    "branch after branch": lambda n: "if(wx.a);else " * n + "wx.b()",
    "denials": lambda n: "!" * n + "wx.a",
    "patterns in patterns": lambda n: "const " + "{a:" * n + "b" + "}" * n + "=wx;",
    "defaults in patterns": lambda n: "const " + "{a:" * n + "b" + "={}}" * n + "=wx;",
    "computed keys in patterns": lambda n: "const {" + "[a]:b," * n + "}=wx;",
    "a long chain of computed names": lambda n: "wx.a" + "[b]" * n + ";",
    "methods of kept objects": lambda n: "a.b=wx.c();" * n + "a.b.d();" * n,
    "methods of results of methods": lambda n: "a.b=wx.c();a.b" + ".d()" * n,
    "objects kept in assignments": lambda n: "a.b=" * n + "wx.c();",
    "flags for flags": lambda n: "".join(f"this.a{i + 1}=this.a{i};" for i in range(n)) + "if(this.a1)wx.b();",
    "one flag set often": lambda n: "if(wx.b)this.a=1;" * n + "if(this.a)wx.b();",
    "helpers of helpers": lambda n: (
        "".join(f"function a{i + 1}(v){{return a{i}(v)}}" for i in range(n)) + "a1('1')&&wx.b();"
    ),
    "a function that returns often": lambda n: "function a(){" + "if(b)return wx.c;" * n + "}if(a())wx.b();",
    "functions in functions": lambda n: "(a=>" * n + "wx.b" + ")" * n,
    "calls of one function": lambda n: "function a(){wx.b()}" + "if(wx.c)a();" * n,
    "alternatives": lambda n: "if(wx.a0" + "".join(f"||wx.a{i}" for i in range(n)) + ")wx.b();",
    "choices in choices": lambda n: "if(" + "a?wx.b:" * n + "c)wx.b();",
    "objects in objects": lambda n: "Page(" + "{a:" * n + "wx.b" + "}" * n + ");",
    "attempts in attempts": lambda n: "try{" * n + "wx.b()" + "}catch(e){}" * n,
    "attempts in handlers": lambda n: "try{wx.b()}catch(e){" + "try{}catch(e){throw 1;" * n + "}" * n + "}",
    "promises of promises": lambda n: "async function a(){return " + "await " * n + "a()}if(await a())wx.b();",
    "types of types": lambda n: "if(" + "typeof(" * n + "wx.b" + ")==='function'" * n + ")wx.b();",
    "data set under any name": lambda n: "o.setData({a:1,[b]:c});" * n + "if(this.a)wx.b();",
    "parts set again": lambda n: "({a,b:this.c}=o);" * n + "if(a)wx.b();",
    "commas": lambda n: "if(" + "a," * n + "wx.b)wx.b();",
    "elements in elements": lambda n: "const a=" + "<A b={" * n + "wx.b" + "}/>" * n,
    "an object that is handed over": lambda n: "const o={" + "a," * n + "};" + "f(o);" * n,
    "literals that are handed over": lambda n: "this.o={a,b};" * n + "f(this.o);" * n,
    "a long guard": lambda n: "if(wx.canIUse('" + "a" * n + "')){" + "wx.b();" * n + "}",
}  # fmt: skip
"""JavaScript that is read in full, by name."""
SQUARE: Final[dict[str, Source]] = {
    "names looked for in all blocks": lambda n: "{" * n + "wx.a;" * n + "}" * n,
    "variables in blocks": lambda n: "{" * n + "var a;" * n + "wx" + "}" * n,
    "assignments in blocks": lambda n: "{" * n + "a=1;" * n + "wx" + "}" * n,
    "options of many calls": lambda n: "const o={" + "a," * n + "};" + "wx.b(o);" * n,
    "comments in an expression": lambda n: "const a=wx" + "/**/" * n + ".b;",
}
"""JavaScript whose reading is given up, by name."""


@pytest.mark.parametrize("source", LINEAR.values(), ids=LINEAR)
def test_twice_the_source_takes_twice_the_steps(source: Source) -> None:
    once, twice = Steps(_UNLIMITED), Steps(_UNLIMITED)
    read_script(source(400).encode(), "a.js", JAVASCRIPT, once)
    read_script(source(800).encode(), "a.js", JAVASCRIPT, twice)

    assert once.taken < twice.taken <= _DOUBLED * once.taken or once.taken == twice.taken


@pytest.mark.parametrize("source", [*LINEAR.values(), *SQUARE.values()], ids=[*LINEAR, *SQUARE])
def test_no_source_takes_more_steps_than_suit_its_size(source: Source) -> None:
    text = source(1_100).encode()
    steps = Steps.for_file(text)

    script = read_script(text, "a.js", JAVASCRIPT, steps)
    judge(script.uses, table())

    assert (Skipped.TOO_COSTLY in script.unread) is (source in SQUARE.values())
    assert steps.taken <= steps.most + 20


@pytest.mark.parametrize("source", SQUARE.values(), ids=SQUARE)
def test_a_file_that_is_given_up_is_named(source: Source, tmp_path: Path) -> None:
    """It is listed as unread, and no limit counts as kept, since it may hide an excess."""
    (tmp_path / "a.js").write_text(source(2_000))
    (tmp_path / "b.js").write_text("wx.getUserProfile()")

    scan = scan_folder(tmp_path, table)

    assert scan.notices == (Notice("a.js", Skipped.TOO_COSTLY),)
    assert "wx.getUserProfile" in {finding.name for finding in scan.findings}
    assert Verdict(scan).outcome is Outcome.PASSED
    assert Verdict(scan, max_minimum=v("3.0.0")).outcome is Outcome.UNJUDGED


MARKUP: Final[dict[str, Source]] = {
    "tags in tags": lambda n: "<view>" * n,
    "tags in tags that end": lambda n: "<view>" * n + "</view>" * n,
    "stray ends": lambda n: "<view>" * n + "</text>" * n,
    "denials": lambda n: '<view wx:if="{{' + "!" * n + 'canIUse}}">',
    "brackets": lambda n: '<view wx:if="{{' + "(" * n + "canIUse" + ")" * n + '}}">',
    "slashes": lambda n: "<view " + "/" * n + '"',
    "quotes": lambda n: "<view " + "a=\"'" * n,
    "comments": lambda n: "<!--" * n,
    "code": lambda n: "<wxs>" * n,
    "beginnings": lambda n: "<" * n + "<a" * n,
    "attributes": lambda n: "<view " + "a=b " * n,
    "conditions in conditions": lambda n: '<view wx:if="{{a}}">' * n,
    "names in names": lambda n: "".join(f'<a wx:for-item="b{i}" wx:if="{{{{b{i}}}}}">' for i in range(n)),
    "values set": lambda n: '<a model:b="{{c}}"/>' * n,
    "other cases": lambda n: '<view wx:if="{{a}}"/>' + '<view wx:elif="{{b}}"/>' * n,
}
OTHERS: Final[dict[str, tuple[str, Source]]] = {
    "scripts": (".vue", lambda n: "<script>wx.a()</script>\n" * n),
    "templates": (".vue", lambda n: "<template>" * n + "<camera/>"),
    "templates that end": (".vue", lambda n: "<template><camera/></template>" * n),
    "values set": (".vue", lambda n: "<template>" + '<a v-model="b" @c="d=1;e=2"/>' * n + "</template>"),
    "one long handler": (".vue", lambda n: '<template><a @b="' + "c=" * n + '1"/></template>'),
    "ifdefs in ifdefs": (".js", lambda n: "// #ifdef H5\n" * n + "wx.a()"),
    "ifdefs that end": (".vue", lambda n: "<!-- #ifdef H5 -->a<!-- #endif -->" * n),
    "long conditions": (".js", lambda n: "// #ifdef " + "A&&B||" * n + "A\nwx.a()\n// #endif"),
    "conditions in brackets": (".js", lambda n: "// #ifdef " + "!(" * n + "A" + ")" * n + "\nwx.a()\n// #endif"),
    "ifdefs without an end": (".vue", lambda n: "<!-- #ifdef " * n + "#endif"),
    "comments": (".js", lambda n: "// baselib-ignore wx.a: b\nwx.a();" * n),
    "one long comment": (".js", lambda n: "// baselib-ignore " + "wx.a " * n + "\nwx.a()"),
    "registered tags": (".js", lambda n: "wx;a.component('" * n),
}


@pytest.mark.parametrize("source", MARKUP.values(), ids=MARKUP)
def test_twice_the_markup_takes_twice_the_calls(source: Source) -> None:
    once = calls(lambda: read_wxml(source(400).encode(), "a.wxml"))
    twice = calls(lambda: read_wxml(source(800).encode(), "a.wxml"))

    assert twice <= _DOUBLED * once


@pytest.mark.parametrize(("suffix", "source"), OTHERS.values(), ids=OTHERS)
def test_twice_the_file_takes_twice_the_calls(suffix: str, source: Source) -> None:
    once = calls(lambda: read_source(source(400).encode(), f"a{suffix}", suffix))
    twice = calls(lambda: read_source(source(800).encode(), f"a{suffix}", suffix))

    assert twice <= _DOUBLED * once + 100


def test_files_that_ask_for_each_other(tmp_path: Path) -> None:
    names = range(40)
    for own in names:
        imports = "".join(f"import {{ f{other} }} from './f{other}'\n" for other in names)
        returned = "||".join(f"f{other}()" for other in names)
        (tmp_path / f"f{own}.js").write_text(
            f"{imports}export function f{own}(){{return {returned}}}\nif(f{own}())wx.a()"
        )

    assert calls(lambda: scan_folder(tmp_path, table)) < 10_000_000


def test_files_that_pass_each_other_on(tmp_path: Path) -> None:
    for own in range(30):
        passed = "".join(f"export * from './f{other}';" for other in range(30))
        (tmp_path / f"f{own}.js").write_text(f"import {{ a }} from './f0';{passed}a().then(wx.b)")

    assert calls(lambda: scan_folder(tmp_path, table)) < 1_000_000


def test_a_chain_of_calls_is_looked_at_once() -> None:
    chain = ("wx" + ".a()" * 400).encode()

    assert calls(lambda: read_script(chain, "a.js", JAVASCRIPT)) < 400 * 800


def calls(work: Callable[[], object]) -> int:
    count = 0

    def profile(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("source", [MARKUP["tags in tags"], MARKUP["denials"]], ids=["tags in tags", "denials"])
def test_large_markup_is_read(source: Source) -> None:
    assert read_wxml(source(100_000).encode(), "a.wxml").uses


def test_a_long_tag_is_not_copied_for_each_attribute() -> None:
    assert read_wxml(("<" + "a" * 100_000 + " b" * 50_000 + ">").encode(), "a.wxml").uses == []


@pytest.mark.parametrize(
    "pattern", ["a?" * 32 + "a" * 32, "(a|a)" * 32, ".*.*.*.*é", "(a+)+b", "(a*)*" * 10 + "b", "(.*a){20}é"]
)
@pytest.mark.parametrize("kind", ["regexp", "glob"])
def test_no_pattern_keeps_busy(kind: str, pattern: str) -> None:
    packing = read_packing({"ignore": [{"type": kind, "value": pattern}]})

    packing.leaves_out("a" * 20 + "b" * 220)


def test_globs_do_not_go_back() -> None:
    assert not read_packing({"ignore": [{"type": "glob", "value": "*a" * 60 + "b"}]}).leaves_out("a" * 4_000)


def test_entries_are_limited() -> None:
    packing = read_packing({"ignore": [{"type": "suffix", "value": f"a{number}.js"} for number in range(1_500)]})

    assert packing.misunderstood == 500
    assert packing.leaves_out("a999.js")
    assert not packing.leaves_out("a1499.js")


def test_own_components_are_looked_up_once(tmp_path: Path) -> None:

    def scanned(pages: int) -> int:
        folder = tmp_path / str(pages)
        folder.mkdir()
        for page in range(pages):
            (folder / f"p{page}.json").write_text('{"usingComponents": {"my-list": "a"}}')
            (folder / f"p{page}.wxml").write_text("<view><my-list/></view>" * 10)
        return calls(lambda: scan_folder(folder, table))

    assert scanned(60) <= _DOUBLED * scanned(30)


EN: Final = texts_for("en")
FORMS: Final[dict[str, Callable[[Verdict, Texts], object]]] = {
    "sarif": lambda verdict, t: scan_sarif(verdict, t, version="1.0.0"),
    "gitlab": scan_gitlab,
    "junit": scan_junit,
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_twice_the_unknown_names_take_twice_the_calls(form: Callable[[Verdict, Texts], object], tmp_path: Path) -> None:

    def written(names: int) -> int:
        (tmp_path / "a.js").write_text("".join(f"wx.a{name}();" for name in range(names)))
        verdict = Verdict(scan_folder(tmp_path, table), max_minimum=v("3.0.0"))
        assert len(verdict.scan.unjudged) == names
        return calls(lambda: form(verdict, EN))

    written(10)  # the sentences are read once

    assert written(400) <= _DOUBLED * written(200)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_twice_the_needs_take_twice_the_calls(form: Callable[[Verdict, Texts], object]) -> None:

    def written(names: int) -> int:
        uses = (Found(Place("a.js", 1, 1), guarded=False),)
        findings = tuple(Finding(Kind.API, f"wx.a{name}", v("3.0.0"), uses) for name in range(names))
        verdict = Verdict(Scan(table().platform, (table().source,), 1, findings))
        return calls(lambda: form(verdict, EN))

    written(10)  # the sentences are read once

    assert written(400) <= _DOUBLED * written(200)


LARGE: Final[dict[str, tuple[str, Callable[[], bytes]]]] = {
    "denials": (".js", lambda: b"!" * 1_900_000 + b"wx.a"),
    "no text": (".js", lambda: b"wx" + Random(1).randbytes(1_900_000)),  # noqa: S311  # nothing secret is drawn
    "control characters": (".js", lambda: b"wx" + b"\x01a" * 900_000),
    "tags in values": (".wxml", lambda: b'<view a="' * 200_000),
}
"""Files below two megabytes that took minutes or most of a gigabyte, with their suffixes."""


@pytest.mark.parametrize(("suffix", "source"), LARGE.values(), ids=LARGE)
def test_a_large_file_is_given_up(suffix: str, source: Callable[[], bytes]) -> None:
    assert Skipped.TOO_COSTLY in read_source(source(), f"a{suffix}", suffix).unread


def test_nothing_passes_with_it(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_bytes(b"wx" + b"\x01a" * 10_000)

    assert Verdict(scan_folder(tmp_path, table), max_minimum=v("3.0.0")).outcome is Outcome.UNJUDGED


def test_the_processors_time_is_limited() -> None:
    text = Text(b"wx.a();" * 200_000, "a.js", ".js", None, compiles=True)

    assert read_one(text, 0.01).unread == [Skipped.TOO_COSTLY]


@pytest.mark.parametrize(("cause", "expected"), [(OutOfTimeError(), Skipped.TOO_COSTLY), (ValueError(), None)])
def test_the_time_may_be_up_within_a_callback_of_the_parser(
    monkeypatch: pytest.MonkeyPatch, cause: Exception, expected: Skipped | None
) -> None:
    """Its error arrives as the cause of another one; any other cause is a fault of ours."""

    def read(*_: object, **__: object) -> None:
        raise SystemError from cause

    monkeypatch.setattr("bot.scan.readers.read_source", read)
    text = Text(b"", "a.js", ".js", None, compiles=True)

    with nullcontext() if expected else pytest.raises(SystemError):
        assert read_one(text).unread == [expected]


@pytest.mark.parametrize(
    "text", [b"/*" * 500_000, b'"\\' * 500_000, b"," * 1_000_000], ids=["comments", "texts", "commas"]
)
def test_no_json_of_uni_apps_keeps_busy(text: bytes) -> None:
    assert parse_uni(text) is None


def test_templates_without_an_end_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("export default wx")
    (tmp_path / "b.vue").write_text("<script>import a from './a'</script>" + "<template " * 100_000)

    assert scan_folder(tmp_path, table).files == 2


@pytest.mark.parametrize("name", ["pages.json", "manifest.json"])
def test_a_pipe_is_not_waited_for(name: str, tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"dependencies": {"@dcloudio/uni-app": "1"}}')
    (tmp_path / "a.js").write_text("wx.a()")
    os.mkfifo(tmp_path / name)

    assert scan_folder(tmp_path, table).files == 2

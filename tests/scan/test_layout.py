"""A folder's framework, and which of its folders are source."""

import json
from pathlib import Path
from typing import Final

import pytest

from bot.domain.scan.findings import Doubt, Notice, Severity, Skipped
from bot.domain.scan.scan import Outcome, Scan, Verdict
from bot.scan.layout import Framework
from bot.scan.scanning import Choices, scan_folder
from bot.scan.source_files import Project
from tests.domain.build import v
from tests.scan.table import table

NEEDS: Final = "uni.getPrivacySetting(); wx.getPrivacySetting()"


def put(folder: Path, *paths: str) -> Project:
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("{}" if path.endswith(".json") else NEEDS, "utf-8")
    return Project.open(folder)


def depending(folder: Path, package: str, *paths: str) -> Project:
    (folder / "package.json").write_text(json.dumps({"devDependencies": {package: "1"}}), "utf-8")
    return put(folder, *paths)


@pytest.mark.parametrize(
    ("package", "framework"),
    [
        ("@dcloudio/uni-app", Framework.UNI_APP),
        ("@tarojs/taro", Framework.TARO),
        ("@mpxjs/core", Framework.MPX),
        ("mpvue", Framework.OTHER),
        ("@vant/weapp", Framework.NATIVE),
    ],
)
def test_frameworks_are_known_by_their_packages(tmp_path: Path, package: str, framework: Framework) -> None:
    project = depending(tmp_path, package, "src/a.js", "dist/b.js", "dist/app.json", "project.config.json")
    built = [] if project.layout.is_source else ["dist/b.js"]

    assert project.layout.framework is framework
    assert [file.path for file in project.files() if file.suffix == ".js"] == [*built, "src/a.js"]
    assert (Notice("package.json", Skipped.FRAMEWORK) in project.notices) == (framework is Framework.OTHER)


def test_a_folder_named_like_output_is_source(tmp_path: Path) -> None:
    read = ["build/a.js", "dist/a.js", "pages/__tests__/a.js", "test/a.js", "tests/a.js"]
    project = depending(tmp_path, "@dcloudio/uni-app", *read, "__tests__/a.js", "__mocks__/a.js", "unpackage/a.js")

    assert [file.path for file in project.files() if file.suffix == ".js"] == read


@pytest.mark.parametrize("program", ["dist/app.json", "dist/wx/app.json", "dist/dev/mp-weixin/app.json"])
def test_a_built_program_is_no_source(tmp_path: Path, program: str) -> None:
    project = depending(tmp_path, "@tarojs/taro", "a.js", "build/b.js", "dist/lib/c.js", program)

    assert [file.path for file in project.files() if file.suffix == ".js"] == ["a.js", "build/b.js"]
    (tmp_path / program).unlink()
    for root, read in (("./dist/weapp/", ["a.js", "build/b.js"]), ("lib", ["a.js", "build/b.js", "dist/lib/c.js"])):
        (tmp_path / "project.config.json").write_text(json.dumps({"miniprogramRoot": root}), "utf-8")
        files = Project.open(tmp_path).files()
        assert [file.path for file in files if file.suffix == ".js"] == read


def test_uni_app_without_packages(tmp_path: Path) -> None:
    project = put(tmp_path, "pages.json", "manifest.json", "a.vue", "unpackage/dist/dev/mp-weixin/a.js")

    assert project.layout.framework is Framework.UNI_APP
    assert "a.vue" in [file.path for file in project.files()]
    assert not any("unpackage" in file.path for file in project.files())


@pytest.mark.parametrize(
    ("paths", "read"),
    [
        (("pages.json", "manifest.json", "pages/a.vue", "src/b.js"), ["pages/a.vue", "src/b.js"]),
        (("pages.json", "manifest.json", "pages/a.vue", "src/main.js"), ["pages/a.vue", "src/main.js"]),
        (("a.js", "src/b.js"), ["a.js", "src/b.js"]),
        (("a.js", "src/pages.json"), []),
        (("a.js", "src/app.json"), []),
        (("a.js", "src/main.ts"), ["src/main.ts"]),
        (("a.js", "src/App.vue"), ["src/App.vue"]),
        (("a.js", "src/app.mpx"), ["src/app.mpx"]),
        (("a.js", "src/app.config.ts"), ["src/app.config.ts"]),
    ],
)
def test_where_the_source_starts(tmp_path: Path, paths: tuple[str, ...], read: list[str]) -> None:
    project = depending(tmp_path, "@dcloudio/uni-app", *paths)

    assert [file.path for file in project.files() if file.suffix != ".json"] == read


def test_output_for_other_platforms(tmp_path: Path) -> None:
    project = put(tmp_path, "dist/build/mp-alipay/a.js", "dist/build/mp-weixin/a.js", "dist/h5/a.js", "h5/a.js")

    assert [file.path for file in project.files()] == ["dist/build/mp-weixin/a.js", "h5/a.js"]


def test_output_is_directly_below_a_build(tmp_path: Path) -> None:
    outputs = ["unpackage/dist/dev/h5/a.js", "build/web/a.js"]
    pages = ["build/pages/web/a.js", "dist/lib/app/a.js", "lib/dist/app/a.js"]

    assert [file.path for file in put(tmp_path, *outputs, *pages).files()] == pages


@pytest.mark.parametrize(
    ("config", "path"),
    [
        ({"miniprogramRoot": "dist/"}, "dist/pages/web/a.js"),
        ({"miniprogramRoot": "dist/"}, "dist/app/a.js"),
        ({"miniprogramRoot": "dist/", "pluginRoot": "build"}, "build/web/a.js"),
        ({}, "dist/h5/a.js"),
        (None, "dist/h5/a.js"),
    ],
)
def test_a_program_holds_no_output_for_others(tmp_path: Path, config: dict[str, str] | None, path: str) -> None:
    put(tmp_path, path, "app.json", "dist/app.json")
    if config is not None:
        (tmp_path / "project.config.json").write_text(json.dumps(config), "utf-8")

    assert path in [file.path for file in Project.open(tmp_path).files()]


@pytest.mark.parametrize("name", ["a.wpy", "a.cml", "a.uvue"])
def test_sources_that_are_not_understood(tmp_path: Path, name: str) -> None:
    put(tmp_path, name, "b.json")
    scan = scan_folder(tmp_path, table)

    assert scan.notices == (Notice(f"*.{name.rpartition('.')[2]}", Skipped.FRAMEWORK),)
    assert Verdict(scan, max_minimum=v("3.0.0")).outcome is Outcome.UNJUDGED


@pytest.mark.parametrize(
    ("name", "framework", "read"),
    [
        ("a.js", "uni-app", False), ("a.vue", "uni-app", False), ("a.wxml", "uni-app", True),
        ("a.js", "native", True), ("a.wxml", "native", True), ("a.vue", "native", False),
        ("a.js", "taro", True), ("a.vue", "taro", True), ("a.mpx", "mpx", True),
    ],
)  # fmt: skip
def test_only_uni_app_compiles_for_platforms(tmp_path: Path, name: str, framework: str, *, read: bool) -> None:
    text = "<camera/>" if name.endswith(".wxml") else NEEDS
    text = f"<script>{text}</script>" if name.endswith((".vue", ".mpx")) else text
    left, right = ("<!--", "-->") if name.endswith(".wxml") else ("/*", "*/")
    (tmp_path / name).write_text(f"{left} #ifdef H5 {right}{text}{left} #endif {right}", "utf-8")
    (tmp_path / "own.js").write_text("", "utf-8")

    assert bool(scan_folder(tmp_path, table, Choices(framework)).findings) is read


def test_a_framework_may_be_named(tmp_path: Path) -> None:
    put(tmp_path, "src/a.js", "build/b.js")

    assert Project.open(tmp_path, "taro").layout.is_source


@pytest.mark.parametrize(
    ("package", "read"),
    [
        ("@tarojs/taro", ["test/a.test.vue", "test/a.tsx", "test/spec.ts"]),
        ("miniprogram-simulate", ["a.spec.ts", "test/a.test.js", "test/a.test.vue", "test/a.tsx", "test/spec.ts"]),
    ],
)
def test_scripts_that_only_test(tmp_path: Path, package: str, read: list[str]) -> None:
    files = depending(tmp_path, package, "a.spec.ts", "test/a.test.js", "test/a.test.vue", "test/a.tsx", "test/spec.ts")

    assert [file.path for file in files.files() if file.suffix != ".json"] == read


def test_files_for_other_platforms(tmp_path: Path) -> None:
    taro, mpx, uni = (tmp_path / name for name in ("taro", "mpx", "uni"))
    for folder in (taro, mpx, uni):
        folder.mkdir()
    projects = (
        depending(taro, "@tarojs/taro", "a.h5.ts", "a.weapp.ts", "a.config.ts", "rn.ts"),
        depending(mpx, "@mpxjs/core", "a.ali.mpx", "a.wx.mpx", "h5.js"),
        depending(uni, "@dcloudio/uni-app", "static/app-plus/a.js", "static/mp-weixin/a.js", "static/b.js", "h5/c.js"),
    )

    assert [[file.path for file in project.files() if file.suffix != ".json"] for project in projects] == [
        ["a.config.ts", "a.weapp.ts", "rn.ts"],
        ["a.wx.mpx", "h5.js"],
        ["h5/c.js", "static/b.js", "static/mp-weixin/a.js"],
    ]


def test_folders_for_other_platforms_of_uni_app(tmp_path: Path) -> None:
    read = [
        "components/static/h5/a.js", "pages/static/mp-alipay/a.js", "static/lib/h5/a.js", "static/mp-own/a.js",
        "static/qq/a.js", "sub/b/static/mp-weixin/a.js",
    ]  # fmt: skip
    left_out = ["static/h5/a.js", "static/mp-alipay/a.js", "sub/b/static/h5/a.js"]
    (tmp_path / "pages.json").write_text('{ // all\n "subPackages": [{ "root": "/sub/b/", "pages": [] }, 1, {}] }')
    project = depending(tmp_path, "@dcloudio/uni-app", *read, *left_out)

    assert [file.path for file in project.files() if file.suffix == ".js"] == read


@pytest.mark.parametrize(
    ("files", "vue"),
    [
        ({"manifest.json": '{ /* all */ "vueVersion" : "3" }', "pages.json": "{}"}, 3),
        ({"manifest.json": "{}", "package.json": '{"dependencies": {"vue": "^2.6.14", "@dcloudio/uni-app": "2"}}'}, 2),
        ({"package.json": '{"dependencies": {"vue": "latest", "@dcloudio/uni-app": "3"}}'}, None),
        ({"package.json": '{"dependencies": {"vue": [], "@dcloudio/uni-app": "3"}}'}, None),
    ],
)
def test_the_version_of_vue(tmp_path: Path, files: dict[str, str], vue: int | None) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")

    assert Project.open(tmp_path).layout.vue == vue


def test_tags_that_builds_import(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"dependencies": {"@tarojs/taro": "4", "@nutui/nutui-taro": "4"}}', "utf-8")
    (tmp_path / "a.vue").write_text("<template><nut-cell/><custom-wrapper/><van-cell/><cell/></template>", "utf-8")

    assert [each.name for each in scan_folder(tmp_path, table).unjudged] == ["<cell>", "<van-cell>"]


def test_configuration_of_frameworks(tmp_path: Path) -> None:
    taro, uni = tmp_path / "taro", tmp_path / "uni"
    for folder, package in ((taro, "@tarojs/taro"), (uni, "@dcloudio/uni-app")):
        folder.mkdir()
        depending(folder, package)
    (taro / "app.config.ts").write_text("export default defineAppConfig({ workers: 'w' })", "utf-8")
    (taro / "a.config.ts").write_text(
        "export default definePageConfig({ workers: 'w', usingComponents: { own: './own' } })", "utf-8"
    )
    (taro / "a.vue").write_text("<template><own/></template>", "utf-8")
    (uni / "manifest.json").write_text(
        '{ /**/ "mp-weixin": { "plugins": { "a": {} }, "usingComponents": true } }', "utf-8"
    )
    (uni / "pages.json").write_text('{ "workers": "w", }', "utf-8")
    found = [scan_folder(folder, table) for folder in (taro, uni)]

    assert [[(each.name, each.first.path) for each in scan.findings] for scan in found] == [
        [("workers", "app.config.ts"), ("usingComponents", "a.config.ts")],
        [("workers", "pages.json"), ("plugins", "manifest.json")],
    ]
    assert [scan.unjudged for scan in found] == [(), ()]


PAGES: Final = """{ // the pages
  "easycom": { "custom": { "^uni-(.*)": "@dcloudio/uni-ui/lib/uni-$1/uni-$1.vue", } },
  "globalStyle": { "usingComponents": { "myList": "/wxcomponents/list" } }
}"""


def test_own_components_of_uni_app(tmp_path: Path) -> None:
    put(tmp_path, "manifest.json", "components/my-card/my-card.vue", "pages/camera/camera.vue")
    (tmp_path / "pages.json").write_text(PAGES, "utf-8")
    (tmp_path / "main.js").write_text("Vue.component('my-global', A)", "utf-8")
    (tmp_path / "a.vue").write_text(
        "<template><uni-list/><my-list/><my-card/><my-global/><MyPage/><camera/><no-such-tag/></template>\n"
        "<script>import MyPage from './page.vue'</script>",
        "utf-8",
    )
    scan = scan_folder(tmp_path, table)

    assert [each.name for each in scan.unjudged] == ["<no-such-tag>"]
    assert [each.name for each in scan.findings if each.severity is Severity.DEGRADES] == ["<camera>"]


def test_no_source_passes_in_silence(tmp_path: Path) -> None:
    """In any framework a need above the limit fails, and the unknown is not judged."""
    for package, name, text in (
        ("@dcloudio/uni-app", "a.vue", f"<script>{NEEDS}</script>"),
        ("@tarojs/taro", "a.tsx", "import Taro from '@tarojs/taro'; Taro.getPrivacySetting()"),
        ("@mpxjs/core", "a.mpx", f"<script>{NEEDS}</script>"),
    ):
        depending(tmp_path, package)
        (tmp_path / name).write_text(text, "utf-8")
        assert Verdict(scan_folder(tmp_path, table), max_minimum=v("2.20.0")).outcome is Outcome.FAILED
        (tmp_path / name).unlink()


CALL: Final = "api.getUserProfile()"
USED: Final = ("wx.getUserProfile", "b.js")


def scanned(folder: Path, files: dict[str, str]) -> Scan:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return scan_folder(folder, table)


def used(scan: Scan) -> set[tuple[str, str]]:
    return {(finding.name, use.place.path) for finding in scan.findings for use in finding.uses}


def doubts(scan: Scan) -> list[tuple[str, str]]:
    """What is known only at run time, and where."""
    return [(each.name, place.path) for each in scan.unjudged if each.doubt is Doubt.COMPUTED for place in each.places]


@pytest.mark.parametrize(
    ("exporting", "importing"),
    [
        ("export default wx", f"import api from './a'\n{CALL}"),
        ("export default (wx as any)", f"import api from './a.ts'\n{CALL}"),
        ("export const api = wx", f"import {{ api }} from './a'\n{CALL}"),
        ("export const mine = wx", f"import {{ mine as api }} from './a'\n{CALL}"),
        ("const mine = wx\nexport { mine as api }", f"import {{ api }} from './a'\n{CALL}"),
        ("const mine = wx\nexport default mine", f"import api from './a'\n{CALL}"),
        ("module.exports = wx", f"const api = require('./a')\n{CALL}"),
        ("module.exports = wx", "const { getUserProfile } = require('./a')\ngetUserProfile()"),
        ("exports.api = wx", f"const {{ api }} = require('./a')\n{CALL}"),
        ("module.exports.api = wx", f"const api = require('./a').api\n{CALL}"),
        ("import Taro from '@tarojs/taro'\nexport default Taro", f"import api from './a'\n{CALL}"),
        ("export { default as api } from '@tarojs/taro'", f"import {{ api }} from './a'\n{CALL}"),
        ("export * as api from '@tarojs/taro'", f"import {{ api }} from './a'\n{CALL}"),
        ("export * from '@tarojs/taro'", "import { getUserProfile } from './a'\ngetUserProfile()"),
        ("export * from '@tarojs/taro'", f"import * as api from './a'\n{CALL}"),
    ],
)
def test_it_is_followed(tmp_path: Path, exporting: str, importing: str) -> None:
    suffix = "ts" if " as any" in exporting else "js"
    scan = scanned(tmp_path, {f"a.{suffix}": exporting, "b.js": importing})

    assert USED in used(scan)
    assert doubts(scan) == []


def test_it_is_followed_from_file_to_file(tmp_path: Path) -> None:
    files = {
        "a.js": "export default wx",
        "lib/c.js": "export { default as api } from '../a'",
        "lib/index.js": "export * from './c'",
        "b.js": "import { api } from './lib'\nif (api.getUserProfile) api.getUserProfile()\napi.getPrivacySetting()",
    }
    scan = scanned(tmp_path, files)
    guarded = {finding.name: use.guarded for finding in scan.findings for use in finding.uses}

    assert guarded == {"wx.getUserProfile": True, "wx.getPrivacySetting": False}
    assert doubts(scan) == []


def test_components_import_it(tmp_path: Path) -> None:
    script = f"<script setup>import api from './a'\n{CALL}</script>"
    (tmp_path / "package.json").write_text('{"dependencies": {"@dcloudio/uni-app": "3"}}', "utf-8")
    scan = scanned(tmp_path, {"a.js": "export default uni", "b.vue": f"<template><view/></template>{script}"})
    assert ("wx.getUserProfile", "b.vue") in used(scan)
    assert doubts(scan) == []

    scan = scanned(tmp_path, {"b.vue": f'<template><view @tap="api.login()"/></template>{script}'})
    assert doubts(scan) == [("uni", "a.js")]


@pytest.mark.parametrize(
    "importing",
    [
        "",
        "import other from './c'",
        "require('./a').default.getUserProfile()",
        "const all = require('./a')\nall.default.getUserProfile()",
        "import('./a').then(f)",
        "import * as all from './a'\nall.default.getUserProfile()",
        "import api from './a'\nconst again = require('./a')",
        "function f() { const api = require('./a').default; api.getUserProfile() }",
        "import api from '@utils/a'",
        "import api from './a'\nlet = (",
    ],
)
def test_what_cannot_be_proved(tmp_path: Path, importing: str) -> None:
    scan = scanned(tmp_path, {"a.js": "export default wx", "b.js": importing})

    assert ("wx", "a.js") in doubts(scan)


@pytest.mark.parametrize(
    ("importing", "doubt"),
    [
        ("import api from './a'\nf(api)", ("wx", "b.js")),
        ("import api from './a'\napi[name]()", ("wx[name]", "b.js")),
        ("import api from './a'\nexport default api", ("wx", "b.js")),
        ("import api from './a'\nmodule.exports = { api }", ("wx", "b.js")),
    ],
)
def test_what_becomes_of_it(tmp_path: Path, importing: str, doubt: tuple[str, str]) -> None:
    assert doubts(scanned(tmp_path, {"a.js": "export default wx", "b.js": importing})) == [doubt]


def test_circles_end(tmp_path: Path) -> None:
    files = {
        "a.js": "export * from './b'\nexport const one = wx",
        "b.js": "export * from './a'\nexport { one as two } from './a'",
        "c.js": "import { one, two } from './b'\none.getUserProfile()\ntwo.getPrivacySetting()",
    }
    assert {name for name, _ in used(scanned(tmp_path, files))} == {"wx.getUserProfile", "wx.getPrivacySetting"}

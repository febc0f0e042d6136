"""`wx` that one file of a project hands to others."""

from pathlib import Path
from typing import Final

import pytest

from bot.domain.scan.findings import Doubt
from bot.domain.scan.scan import Scan
from bot.scan.scanning import scan_folder
from tests.scan.table import table

CALL: Final = "api.getUserProfile()"
USED: Final = ("wx.getUserProfile", "b.js")


def scanned(folder: Path, files: dict[str, str]) -> Scan:
    """What files use, by their paths."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return scan_folder(folder, table)


def used(scan: Scan) -> set[tuple[str, str]]:
    """What is used, and where."""
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
    """Its uses are found at imports, and nothing is left to judge."""
    suffix = "ts" if " as any" in exporting else "js"
    scan = scanned(tmp_path, {f"a.{suffix}": exporting, "b.js": importing})

    assert USED in used(scan)
    assert doubts(scan) == []


def test_it_is_followed_from_file_to_file(tmp_path: Path) -> None:
    """Also through files that only pass it on; guards count there as anywhere."""
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
    """Its script is read, what its template does with it is not."""
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
    """It stays what it is: known only at run time."""
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
    """Where it is imported, the same is unknown as of `wx` itself."""
    assert doubts(scanned(tmp_path, {"a.js": "export default wx", "b.js": importing})) == [doubt]


def test_circles_end(tmp_path: Path) -> None:
    """Files that pass on each other's names."""
    files = {
        "a.js": "export * from './b'\nexport const one = wx",
        "b.js": "export * from './a'\nexport { one as two } from './a'",
        "c.js": "import { one, two } from './b'\none.getUserProfile()\ntwo.getPrivacySetting()",
    }
    assert {name for name, _ in used(scanned(tmp_path, files))} == {"wx.getUserProfile", "wx.getPrivacySetting"}

"""`make catalog`, with an npm that has only a test's packages."""

import json
import tarfile
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Final

import httpx
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog import decoded, load
from bot.domain.can.features import Emptied, Lost, Platform, Renderer
from bot.domain.numbers.version import Version
from tests.tools.catalog.sample import TYPINGS, derived
from tools.catalog import COMPONENTS, EMPTIED, FOLDER, HARMONY, RETIRED
from tools.catalog.generate import Package, main
from tools.catalog.pages import main as main_renew
from tools.catalog.table import Attribute, Component, Documented, Reading, documentation, documented, marked, merged
from tools.catalog.table import components_encoded as encoded
from tools.catalog.table import decoded as decoded_components
from tools.catalog.table import decoded as decoded_renew

_COMPONENTS = encoded(
    {
        "live-player": Component(Version((1, 7)), page="https://developers.weixin.qq.com/x", read=date(2026, 7, 30)),
        "slot": Component(page="https://developers.weixin.qq.com/y", read=date(2026, 8, 1)),
    }
)
_SOURCE = "https://developers.weixin.qq.com/community/develop/doc/1"
_NPM = """#!/bin/sh
# npm pack <package>@latest ...
name=${2%@latest}
cp "$PACKAGES/$(basename "$name").tgz" .
"""


def _archive(name: str, files: Mapping[str, bytes], licence: str = "MIT") -> bytes:
    about = {"name": name, "version": "1.2.3", "license": licence}
    packed = BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for path, content in {"package.json": json.dumps(about).encode(), **files}.items():
            entry = tarfile.TarInfo(f"package/{path}")
            entry.size = len(content)
            tar.addfile(entry, BytesIO(content))
    return packed.getvalue()


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "npm").write_text(_NPM)
    (tmp_path / "npm").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setenv("PACKAGES", str(tmp_path))
    licence = b"MIT License\n\nCopyright (c) 2019 \n\nPermission is hereby granted"
    for name in ("miniprogram-api-typings", "minigame-api-typings"):
        archive = _archive(name, {"LICENSE": licence, **{f"types/wx/{file}": text for file, text in TYPINGS.items()}})
        (tmp_path / f"{name}.tgz").write_bytes(archive)
    (tmp_path / COMPONENTS).write_text(_COMPONENTS)
    (tmp_path / HARMONY).write_text(json.dumps({"lacking": ["wx.getDeviceInfo"]}))
    emptied = {
        "lost": "profile",
        "since": "2022-11-08",
        "library": "2.27.1",
        "source": _SOURCE,
        "instead": ["wx.login"],
    }
    (tmp_path / EMPTIED).write_text(json.dumps({"emptied": {"wx.navigateTo": emptied}}))
    retired = {
        "wx.saveFile": {"minimum": "1.1.0", "instead": "FileSystemManager.saveFile"},
        "wx.request": {"minimum": "9.0.0", "instead": "wx.login"},
    }
    (tmp_path / RETIRED).write_text(json.dumps({"retired": retired}))
    return tmp_path


def test_the_tables_are_made_from_what_npm_fetches(packages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(packages, packages)

    program = decoded((packages / "mini_program.json").read_text("utf-8"), Platform.MINI_PROGRAM)
    game = decoded((packages / "mini_game.json").read_text("utf-8"), Platform.MINI_GAME)
    assert {feature.name: documentation(feature) for feature in game} == derived(platform=Platform.MINI_GAME)
    assert {feature.name for feature in program} - {feature.name for feature in game} == {
        "<live-player>", "<slot>", "wx.saveFile",
    }  # fmt: skip
    (retired,) = (feature for feature in program if feature.name == "wx.saveFile")
    assert (str(retired.minimum), retired.deprecated, retired.instead) == (
        "1.1.0",
        True,
        ("FileSystemManager.saveFile",),
    )
    (emptied,) = (feature for feature in program if feature.emptied)
    assert emptied.emptied == Emptied(Lost.PROFILE, date(2022, 11, 8), _SOURCE)
    assert (emptied.name, emptied.deprecated, str(emptied.deprecated_since)) == ("wx.navigateTo", True, "2.27.1")
    assert not any(feature.emptied for feature in game)  # WeChat's announcements are about Mini Programs
    assert [str(feature.minimum) for feature in program if feature.name == "wx.request"] != ["9.0.0"]
    assert (program.source.package, program.source.version) == ("miniprogram-api-typings", "1.2.3")
    assert program.components is not None
    assert (str(program.components.newest), program.components.version) == ("1.7.0", "2026-07-30")
    assert [feature.name for feature in program if feature.harmony is False] == ["wx.getDeviceInfo"]
    out = capsys.readouterr().out.splitlines()
    assert f"mini_program.json: {len(program)} names" in out
    assert f"mini_game.json: {len(game)} names" in out
    assert "  + <live-player>" in out


def test_what_changed_is_named(packages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The maintainer reads which names are new, gone, or documented otherwise, and nothing about the others."""
    main(packages, packages)
    table = (packages / "mini_program.json").read_text("utf-8")
    capsys.readouterr()
    (packages / "mini_program.json").write_text(table.replace('"<slot>"', '"<gone>"').replace('"1.7.0"', '"1.6.0"'))

    main(packages, packages)

    changed = [line for line in capsys.readouterr().out.splitlines() if line.startswith("  ")]
    assert changed == ["  - <gone>", "  <live-player>: 1.6.0 -> 1.7.0", "  + <slot>"]


def test_every_package_is_named_with_its_licence(packages: Path) -> None:
    main(packages, packages)

    notice = (packages / "NOTICE").read_text("utf-8")
    assert "minigame-api-typings 1.2.3\n\nMIT License\n\nCopyright (c) 2019 \n" in notice
    assert "miniprogram-api-typings 1.2.3\n\nMIT License\n\nCopyright (c) 2019 \n" in notice


def test_a_package_under_another_licence_is_refused(packages: Path) -> None:
    (packages / "minigame-api-typings.tgz").write_bytes(_archive("minigame-api-typings", {}, "GPL-3.0"))

    with pytest.raises(SystemExit, match=r"GPL-3\.0, not MIT"):
        main(packages, packages)

    assert not (packages / "mini_program.json").exists()


def test_a_missing_package(packages: Path) -> None:
    (packages / "minigame-api-typings.tgz").unlink()

    with pytest.raises(SystemExit, match="npm"):
        main(packages, packages)

    assert not (packages / "NOTICE").exists()


def test_a_missing_npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(SystemExit, match="apt-get install nodejs npm"):
        main(tmp_path)


def test_the_hash_is_the_one_that_registries_publish() -> None:
    archive = _archive("x", {})

    assert Package.read(archive).integrity.startswith("sha512-")
    assert len(Package.read(archive).integrity) == len("sha512-") + 88


_OLD, _NEW = Documented(Version.parse("1.1.0")), Documented(Version.parse("2.1.0"))
_VERSIONS = st.none() | st.tuples(st.integers(1, 9), st.integers(0, 99), st.integers(0, 99)).map(Version)
_RENDERERS = st.none() | st.sampled_from(Renderer)
_PARTS = st.builds(
    Attribute,
    _VERSIONS,
    renderer=_RENDERERS,
    harmony=st.sampled_from([None, False]),
    deprecated=st.booleans(),
)
_ATTRIBUTES = st.builds(
    Attribute, _VERSIONS, values=st.dictionaries(st.text(max_size=5), _PARTS, max_size=3), renderer=_RENDERERS
)


@st.composite
def _components(draw: st.DrawFn) -> Component:
    since = draw(_VERSIONS)
    return Component(
        minimum=draw(_VERSIONS),
        harmony=draw(st.none() | st.booleans()),
        renderer=draw(_RENDERERS),
        deprecated=since is not None or draw(st.booleans()),
        deprecated_since=since,
        instead=draw(st.sampled_from([(), ("<image>",)])),
        attributes=draw(st.dictionaries(st.text("ab-:", min_size=1, max_size=5), _ATTRIBUTES, max_size=3)),
        open=draw(st.booleans()),
        page="https://developers.weixin.qq.com/miniprogram/dev/component/x.html",
        read=draw(st.dates()),
        reading=draw(st.sampled_from(Reading)),
    )


@given(st.dictionaries(st.sampled_from(["view", "list-view"]), _components()))
def test_a_table_is_read_back_as_it_was_written(components: dict[str, Component]) -> None:
    assert decoded_components(encoded(components)) == components


def test_the_committed_table_has_the_form_of_its_schema() -> None:
    text = (FOLDER / COMPONENTS).read_text("utf-8")
    schema = json.loads((FOLDER / "components.schema.json").read_text("utf-8"))

    jsonschema.Draft202012Validator.check_schema(schema)
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(schema, format_checker=checker).validate(json.loads(text))

    assert encoded(decoded_components(text)) == text


@pytest.mark.parametrize(
    "entry",
    [
        {"minimum": "2.3.0", "attributes": {}},
        {"minimum": "new", "attributes": {}},
        {"minimum": None, "attributes": {"bind:tap": None}},
        {"minimum": None, "attributes": {"mode": {"values": {}}}},
        {"minimum": None, "attributes": {}, "page": "https://example.com"},
    ],
)
def test_the_schema_refuses_what_is_incomplete_or_misspelled(entry: dict[str, object]) -> None:
    complete = {"page": "https://developers.weixin.qq.com/miniprogram/dev/x", "read": "2026-07-30", "reading": "copy"}
    schema = json.loads((FOLDER / "components.schema.json").read_text("utf-8"))
    table = {
        "$schema": "components.schema.json",
        "components": {"x": entry if "2.3.0" in entry.values() else complete | entry},
    }

    assert not jsonschema.Draft202012Validator(schema).is_valid(table)


def test_every_component_names_its_page_and_the_day_it_was_read() -> None:
    components = decoded_components((FOLDER / COMPONENTS).read_text("utf-8"))

    assert len(components) >= 80
    assert all(each.page and each.read and each.read >= date(2026, 7, 30) for each in components.values())


def test_the_committed_names_are_those_of_the_table() -> None:
    """`make catalog` was run after the last change of the table, and it says how far it goes."""
    table = documented(decoded_components((FOLDER / COMPONENTS).read_text("utf-8")))
    features = load(Platform.MINI_PROGRAM)

    assert {name: text.minimum for name, text in table.items() if text.minimum}.items() <= {
        feature.name: feature.minimum for feature in features
    }.items()
    assert features.components is not None
    assert features.components.newest == max(text.minimum for text in table.values() if text.minimum)


def test_a_component_its_attributes_and_their_values_are_named() -> None:
    share = {"share": Attribute(_NEW.minimum), "none": Attribute()}
    attributes = {"open-type": Attribute(_OLD.minimum, values=share), "glow": Attribute(renderer=Renderer.SKYLINE)}
    component = Component(_OLD.minimum, harmony=False, instead=("<x>",), attributes=attributes, page="https://x")

    assert documented({"button": component}) == {
        "<button>": Documented(_OLD.minimum, harmony=False, instead=("<x>",), page="https://x"),
        "<button open-type>": _OLD,
        "<button open-type=share>": _NEW,
        "<button open-type=none>": Documented(),
        "<button glow>": Documented(renderer=Renderer.SKYLINE),
    }


def test_of_an_event_in_both_the_page_counts() -> None:
    apis = {"<a bindx>": _OLD, "<a bindy>": Documented(), "<a bindz>": _OLD, "<a bindz id>": _NEW, "wx.a": _NEW}
    pages = {"<a bindx>": Documented(), "<a bindy>": _NEW, "<a bindz>": _NEW, "<a>": _OLD}

    assert merged(apis, pages) == {
        "<a bindx>": _OLD,
        "<a bindy>": _NEW,
        "<a bindz>": _NEW,
        "<a bindz id>": _NEW,
        "<a>": _OLD,
        "wx.a": _NEW,
    }


def test_what_harmony_os_lacks_is_marked() -> None:
    names = dict.fromkeys(["wx.a", "wx.a.option", "wx.ab", "Cache.get", "Cached.get"], _OLD)

    found = marked(names, json.dumps({"lacking": ["wx.a", "Cache"]}))

    assert [name for name, text in found.items() if text.harmony is False] == ["wx.a", "Cache.get"]


def test_the_list_of_what_harmony_os_lacks_names_its_page() -> None:
    data = json.loads((FOLDER / HARMONY).read_text("utf-8"))

    assert data["lacking"] == sorted(set(data["lacking"]))
    assert data["page"].startswith("https://developers.weixin.qq.com/")
    assert date.fromisoformat(data["read"]) >= date(2026, 7, 30)
    assert Reading(data["reading"])


_SITE: Final = "https://developers.weixin.qq.com/miniprogram/dev"
_TODAY: Final = date(2026, 11, 27)
_BEFORE: Final = date(2026, 7, 30)


def _page(name: str, minimum: str, *attributes: tuple[str, str]) -> str:
    rows = [{"属性": each, "类型": "string", "默认值": "", "说明": "", "最低版本": since} for each, since in attributes]
    table = f"```json\n{json.dumps(rows)}\n```\n" if rows else ""
    return f"# {name}\n\n> 基础库 {minimum} 开始支持\n\n## 属性说明\n\n{table}"


def _overview(*names: str) -> str:
    rows = [
        {"接口名称": f"[{name.rpartition('/')[2]}](/miniprogram/dev/component/{name})", "描述": ""} for name in names
    ]
    return f"## 视图容器\n\n```json\n{json.dumps(rows, ensure_ascii=False)}\n```\n"


def _entry(name: str, minimum: Version, **more: object) -> Component:
    return Component(minimum, page=f"{_SITE}/component/{name}.html", read=_BEFORE, reading=Reading.COPY, **more)  # type: ignore[arg-type]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A component, a template tag, and one whose page has moved."""
    template = Component(page=f"{_SITE}/reference/wxml/template.html", read=_BEFORE, reading=Reading.COPY)
    lamp = _entry("lamp", Version((2, 3)), harmony=False, attributes={"hue": Attribute(Version((2, 3)))})
    file = tmp_path / "components.json"
    file.write_text(encoded({"template": template, "lamp": lamp, "moved": _entry("moved", Version((2, 9)))}))
    return file


def _renew(table: Path, pages: Mapping[str, str]) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        name = request.url.path.removeprefix("/miniprogram/dev/component/").removesuffix(".md")
        return httpx.Response(200, text=pages[name]) if name in pages else httpx.Response(404)

    main_renew(_TODAY, table, httpx.MockTransport(answer))


def test_the_table_is_renewed_from_wechats_pages(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _renew(
        table,
        {
            "index": _overview("lamp", "round/ring", "native-component"),
            "lamp": _page("lamp", "2.3.0", ("hue", "2.4.0"), ("glow", "3.1.0")),
            "round/ring": _page("ring", "3.17.0", ("size", "")),
        },
    )

    new = decoded_renew(table.read_text())
    assert new["lamp"].attributes == {"hue": Attribute(Version((2, 4))), "glow": Attribute(Version((3, 1)))}
    assert (new["lamp"].harmony, new["lamp"].read, new["lamp"].reading) == (False, _TODAY, Reading.WECHAT)
    assert new["ring"].page == f"{_SITE}/component/round/ring.html"
    assert (new["template"].read, new["moved"].read) == (_BEFORE, _BEFORE)
    text = capsys.readouterr().out.splitlines()
    assert text[0] == "2 of 3 pages read"
    assert text[1].startswith("  not read: <moved>: Client error '404 Not Found'")
    assert text[2:] == ["  + <lamp glow>", "  <lamp hue>: 2.3.0 -> 2.4.0", "  + <ring size>", "  + <ring>"]


def test_a_page_that_is_not_understood_leaves_its_entry(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = decoded_renew(table.read_text())

    _renew(table, {"index": _overview("lamp"), "lamp": "<html></html>", "moved": _page("moved", "2.9.0")})

    assert decoded_renew(table.read_text())["lamp"] == before["lamp"]
    assert "not read: <lamp>: no page of <lamp>" in capsys.readouterr().out


def test_without_the_overview_nothing_is_written(table: Path) -> None:
    before = table.read_text()

    with pytest.raises(SystemExit, match="404"):
        _renew(table, {})

    assert table.read_text() == before

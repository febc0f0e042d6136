"""docs/ as a site: whole, with nothing from elsewhere."""

import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

import pytest

from bot.i18n import LOCALES
from bot.settings import Settings
from handlers.commands.registry import subcommands
from tests.docs.blocks import CONFIG, SiteNotBuiltError, build_site
from tests.project.repository import ROOT
from tools.screenshots import VIEWS

DOCS: Final = ROOT / "docs"
USE: Final = {"en": DOCS / "use.md", "zh-CN": DOCS / "zh-CN" / "use.md"}
_LOADED: Final = {"src", "srcset", "data", "poster"}
"""Attributes whose address is fetched; of `href` those of a `link`."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    build_site(folder)
    return folder


class _Loaded(HTMLParser):
    """The addresses that a page has fetched as it opens."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [
            value or "" for name, value in attrs if name in _LOADED or (tag == "link" and name == "href")
        ]  # fmt: skip


def _from_elsewhere(folder: Path) -> Iterator[str]:
    for page in folder.rglob("*.html"):
        for address in _Loaded(page.read_text("utf-8")).found:
            if re.match(r"(?:\w+:)?//", address):
                yield f"{page.name}: {address}"
    for sheet in folder.rglob("*.css"):
        for address in re.findall(r"(?:url\(|@import )[\"']?((?:\w+:)?//[^\"')]+)", sheet.read_text("utf-8")):
            yield f"{sheet.name}: {address}"


def test_nothing_comes_from_elsewhere(site: Path) -> None:
    assert list(_from_elsewhere(site)) == []
    assert (site / "zh-CN" / "start.html").is_file()


def test_a_page_says_in_which_language_it_is(site: Path) -> None:
    languages = {page: re.findall(r"<html lang=\"([^\"]+)\"", page.read_text("utf-8")) for page in site.rglob("*.html")}

    assert {page.parent.name: language for page, language in languages.items()}["zh-CN"] == ["zh-CN"]
    assert all(
        language == [page.parent.name if page.parent.name in LOCALES else "en"] for page, language in languages.items()
    )


def test_a_page_is_called_what_its_heading_says(site: Path) -> None:
    headings, titles = {}, {}
    for source in sorted(DOCS.rglob("*.md")):
        headings[source] = re.findall(r"^# (.+)$", source.read_text("utf-8"), re.MULTILINE)[0]
        page = (site / source.relative_to(DOCS)).with_suffix(".html").read_text("utf-8")
        titles[source] = unescape(re.findall(r"<title>(.+?)(?: - Baselib)?</title>", page)[0])

    assert titles == headings


def test_what_comes_from_elsewhere_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text('<a href="https://a.example"></a><script src="//b.example/x.js"></script>')
    (tmp_path / "b.css").write_text("@font-face { src: url(https://c.example/f.woff2) }")

    assert list(_from_elsewhere(tmp_path)) == ["a.html: //b.example/x.js", "b.css: https://c.example/f.woff2"]


def test_a_link_that_leads_nowhere_ends_the_build(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    (docs / "site").mkdir(parents=True)
    broken = ["gone.md", "pictures/gone.png", "index.md#gone"]
    (docs / "index.md").write_text("# Index\n\n[a](gone.md) ![a](pictures/gone.png) [a](index.md#gone)\n")
    text = CONFIG.read_text("utf-8")
    text = text[: text.index("\nnav:")].replace("../../tests", str(ROOT / "tests"))
    (docs / "site" / "mkdocs.yml").write_text(text)

    with pytest.raises(SiteNotBuiltError) as refused:
        build_site(tmp_path / "built", docs / "site" / "mkdocs.yml")

    assert re.findall(r"^WARNING .*? contains a link '(.+?)', but ", str(refused.value), re.MULTILINE) == broken


@pytest.mark.parametrize("locale", LOCALES)
def test_every_command_and_picture_is_shown(locale: str) -> None:
    text = USE[locale].read_text("utf-8")
    parts = {part.split("\n")[0]: re.findall(r"pictures/(\S+\.png)", part) for part in text.split("\n## ")[1:]}
    elsewhere = "sandbox"  # on the page to start with
    shown = {f"{view}.{locale}.png" for view in VIEWS if view != elsewhere}

    assert [command for command in subcommands() if not parts.get(command)] == []
    assert {picture for pictures in parts.values() for picture in pictures} == shown


def test_every_setting_is_explained_in_chinese() -> None:
    row = re.compile(r"^- `([A-Z][A-Z0-9_]+)`(?:（(密|可能含密)）)?：", re.MULTILINE)
    chinese = row.findall((DOCS / "zh-CN" / "settings.md").read_text("utf-8"))
    marks = {"": "", "secret": "密", "may hold a secret": "可能含密"}
    reference = re.findall(
        r"^- `([A-Z][A-Z0-9_]+)`(?: \((secret|may hold a secret)?.*?\))?: ",
        (DOCS / "reference" / "settings.md").read_text("utf-8"),
        re.MULTILINE,
    )

    assert chinese == [(name, marks[secret]) for name, secret in reference]
    assert {name.lower() for name, _ in chinese} == Settings.model_fields.keys()

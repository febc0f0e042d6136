"""The blocks between fences in the READMEs and docs/."""

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from mkdocs.structure.pages import Page
from rjieba import Jieba

from tests.project.repository import ROOT

_FENCE: Final = re.compile(r"^ *```(\S*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """One of them."""

    page: Path
    language: str
    """What stands behind the first fence; may be empty."""
    text: str

    @property
    def lines(self) -> list[str]:
        """Its lines, with continued ones joined."""
        return self.text.replace("\\\n", " ").splitlines()


def blocks_of(page: Path, language: str | None = None) -> list[Block]:
    """A page's blocks, in one language if given."""
    found = [Block(page, *each) for each in _FENCE.findall(page.read_text(encoding="utf-8"))]
    return [block for block in found if language is None or block.language == language]


_CHINESE: Final = re.compile(r"[\u3400-\u9fff]+")
_BETWEEN_WORDS: Final = "\u200b"
_JIEBA: Final = Jieba()
for _ours in ("小程序", "小游戏", "基础库", "权限集"):
    _JIEBA.add_word(_ours, freq=None, tag=None)


def on_post_page(output: str, page: Page, **_: object) -> str:
    """Called with each page as it will be; see https://www.mkdocs.org/dev-guide/plugins/#on_post_page."""
    if not page.file.src_uri.startswith("zh-CN/"):
        return output
    return output.replace('<html lang="en"', '<html lang="zh-CN"', 1)


def on_post_build(config: Mapping[str, Any], **_: object) -> None:
    """Called when all is written; see https://www.mkdocs.org/dev-guide/plugins/#on_post_build."""
    path = Path(config["site_dir"], "search", "search_index.json")
    index = json.loads(path.read_text("utf-8"))
    for section in index["docs"]:
        section |= {part: _CHINESE.sub(_divided, section[part]) for part in ("title", "text")}
    path.write_text(json.dumps(index), "utf-8")


def _divided(run: re.Match[str]) -> str:
    return _BETWEEN_WORDS.join(["", *_JIEBA.cut(run[0]), ""])


_EMPTY: Final = re.compile(r"<th( [^>]*)?></th>")


def on_page_content(html: str, **_: object) -> str:
    """Called with each page's content; see https://www.mkdocs.org/dev-guide/plugins/#on_page_content."""
    return _EMPTY.sub(r"<td\1></td>", html)


CONFIG: Final = ROOT / "docs" / "site" / "mkdocs.yml"


class SiteNotBuiltError(Exception):
    """A warning, which is an error here: its text says which."""


def build_site(folder: Path, config: Path = CONFIG) -> None:
    """Build it into a folder.

    Raises:
        SiteNotBuiltError: a link or an anchor leads nowhere, a page is not in the navigation, or is named and missing.
    """
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--config-file", str(config)]
    command += ["--site-dir", str(folder)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 # our own pages
    if done.returncode:
        raise SiteNotBuiltError(done.stderr)

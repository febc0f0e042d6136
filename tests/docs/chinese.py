"""A hook of the site generator's for Chinese: its pages say what they are written in, and the search finds its words.

Chinese writes no spaces between words. The theme would tell them apart with a package that is no longer maintained;
this does the same in its place: between two words of the search's index stands a space of no width, at which
`separator` in mkdocs.yml divides. The hooks of a site are called after its plugins, so the index is there.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from mkdocs.structure.pages import Page
from rjieba import Jieba

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

"""`make components`: read WeChat's component pages again, renew the table of components, and say what changed."""

import re
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import httpx

from tools.catalog import COMPONENTS, FOLDER
from tools.catalog.pages import Unreadable, read_page
from tools.catalog.table import Component, Reading, changes, decoded, documented
from tools.catalog.table import components_encoded as encoded

_SITE: Final = "https://developers.weixin.qq.com"
_FOLDER: Final = "/miniprogram/dev/component/"
_LISTED: Final = re.compile(
    rf"\[(?P<name>[a-z]+(?:-[a-z]+)*)\]\((?P<path>{re.escape(_FOLDER)}[\w/-]*?)/?(?:\.html|\.md)?\)"
)
"""A component in the overview: [page-container](/miniprogram/dev/component/page-container)"""
_NOT_COMPONENTS: Final = frozenset({"aria-component", "native-component"})
"""Pages among them about something else."""


def main(day: date, file: Path = FOLDER / COMPONENTS, transport: httpx.BaseTransport | None = None) -> None:
    """Renew the table, as of today. A page that cannot be read leaves its entry as it was."""
    old = decoded(file.read_text(encoding="utf-8"))
    with httpx.Client(base_url=_SITE, transport=transport, timeout=30, follow_redirects=True) as site:
        try:
            paths = {name: f"{_FOLDER}{name}" for name, each in old.items() if _has_page(name, each)} | _listed(site)
        except httpx.HTTPError as problem:
            sys.exit(f"{_SITE}{_FOLDER}: {problem}")
        new, unread = dict(old), []
        for name, path in sorted(paths.items()):
            try:
                new[name] = _read(site, path, name, old.get(name, Component()), day)
            except (httpx.HTTPError, Unreadable) as problem:
                unread.append(f"  not read: <{name}>: {str(problem).partition(chr(10))[0]}")
    file.write_text(encoded(new), encoding="utf-8")
    lines = (
        f"{len(paths) - len(unread)} of {len(paths)} pages read",
        *unread,
        *changes(documented(old), documented(new)),
    )
    sys.stdout.writelines(f"{line}\n" for line in lines)


def _listed(site: httpx.Client) -> dict[str, str]:
    """Return the components in WeChat's overview, with the paths of their pages."""
    found = _LISTED.finditer(_text(site, f"{_FOLDER}index.md"))
    return {each["name"]: each["path"] for each in found if each["name"] not in _NOT_COMPONENTS}


def _has_page(name: str, component: Component) -> bool:
    """Whether the component's page is its own; others share one, as tags of the template language do."""
    return component.page == f"{_SITE}{_FOLDER}{name}.html"


def _read(site: httpx.Client, path: str, name: str, old: Component, today: date) -> Component:
    found = read_page(_text(site, f"{path}.md"), name)
    return replace(
        found,
        harmony=old.harmony if found.harmony is None else found.harmony,
        open=old.open,
        page=f"{_SITE}{path}.html",
        read=today,
        reading=Reading.WECHAT,
    )


def _text(site: httpx.Client, path: str) -> str:
    return site.get(path).raise_for_status().text


if __name__ == "__main__":
    main(date.fromisoformat(sys.argv[1]))

"""axe-core, run inside the page.

https://github.com/dequelabs/axe-core/blob/develop/doc/API.md
"""

from pathlib import Path
from typing import Final, TypedDict

from playwright.async_api import Page

from tests.project.repository import ROOT

_SCRIPT: Final = Path("bot/sandbox/page/node_modules/axe-core/axe.min.js")
_RUN: Final = """
async () => {
  const { violations } = await axe.run(document, {
    resultTypes: ["violations"],
    selectors: false,
    preload: { assets: ["media"] },
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  });
  return violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.map((node) => node.html.slice(0, 200)) }));
}
"""


class Violation(TypedDict):
    """A rule that is broken, and by which elements."""

    id: str
    help: str
    where: list[str]


class AxeMissingError(Exception):
    """axe-core is not installed among the page's development packages."""


def axe_source() -> str:
    """The script.

    Raises:
        AxeMissingError: it is not there.
    """
    path = ROOT / _SCRIPT
    if not path.exists():
        raise AxeMissingError(f"axe-core is missing: run `npm ci` in {_SCRIPT.parents[2]}")
    return path.read_text(encoding="utf-8")


async def violations(page: Page) -> list[Violation]:
    """What axe finds wrong with the page as it stands.

    Raises:
        AxeMissingError: axe is not there.
    """
    if await page.evaluate("!window.axe"):
        await page.evaluate(axe_source())
    found: list[Violation] = await page.evaluate(_RUN)
    return found

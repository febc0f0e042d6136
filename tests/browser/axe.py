"""axe-core, run inside the page.

https://github.com/dequelabs/axe-core/blob/develop/doc/API.md
"""

from typing import Final, TypedDict

from playwright.async_api import Page

from tests.needs import ROOT

SCRIPT: Final = ROOT / "tools/sandbox/page/node_modules/axe-core/axe.min.js"
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


async def violations(page: Page) -> list[Violation]:
    """What axe finds wrong with the page; only in tests with the fixture `axe`."""
    if await page.evaluate("!window.axe"):
        await page.evaluate(SCRIPT.read_text(encoding="utf-8"))
    found: list[Violation] = await page.evaluate(_RUN)
    return found

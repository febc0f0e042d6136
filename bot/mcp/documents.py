"""Resources and prompts, for IDEs: Slackbot uses tools alone. Knows nothing of the SDK."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote

import bot
from bot.domain.can.use import CanQuestion
from bot.errors import UnknownResource
from bot.i18n import LOCALES, Texts, texts_for
from bot.mcp.calls import Call
from bot.mcp.tools.apis import CAN_USE
from bot.mcp.tools.arguments import OfProgram
from bot.mcp.tools.programs import BREAKDOWN, get_breakdown
from bot.usecases.can import can_use, find_features

SCHEME: Final = "baselib://"
JSON: Final = "application/json"
MARKDOWN: Final = "text/markdown"
TEMPLATES: Final[Mapping[str, tuple[str, str]]] = {
    "catalogue": (f"{SCHEME}catalogue/{{name}}", JSON),
    "report": (f"{SCHEME}programs/{{alias}}/report", JSON),
    "docs": (f"{SCHEME}docs/{{page}}", MARKDOWN),
}
"""The address and the type of each kind; a title each in the catalogs (`mcp-resource-...`)."""
PAGES: Final = ("use", "can", "scan", "decisions", "public-numbers", "agents")
"""Pages of the documentation that help to ask."""
PROMPTS: Final[Mapping[str, tuple[str, ...]]] = {
    "decide_a_minimum": ("program", "version", "language"),
    "review_my_diff": ("program", "language"),
}
"""The arguments of each prompt, all optional; its text is in the catalogs."""
_LONGEST: Final = 200
_PACKAGE: Final = Path(bot.__file__).parent
_PLACES: Final = (_PACKAGE.parent / "docs", _PACKAGE / "docs")
"""In a clone, and in an installed package."""


@dataclass(frozen=True, slots=True)
class Document:
    text: str
    kind: str


async def read_document(call: Call, uri: str) -> Document:
    parts = uri.removeprefix(SCHEME).split("/") if uri.startswith(SCHEME) and len(uri) <= _LONGEST else []
    match [unquote(part) for part in parts]:
        case ["catalogue", name]:
            return Document(await _catalogue(call, name), JSON)
        case ["programs", alias, "report"]:
            answer = await get_breakdown(call, OfProgram(program=alias[:100]))
            data = BREAKDOWN.for_tools(answer.source)
            return Document(json.dumps(data, ensure_ascii=False, separators=(",", ":")), JSON)
        case ["docs", page] if page in PAGES:
            return Document(_page(page), MARKDOWN)
        case _:
            raise UnknownResource(uri=uri[:_LONGEST])


async def _catalogue(call: Call, name: str) -> str:
    found = await find_features(call.usecases, CanQuestion((name,)))
    answered = await can_use(call.usecases, call.team_id, found, None, now=call.now)
    return json.dumps(CAN_USE.for_tools(answered), ensure_ascii=False)


def _page(page: str) -> str:
    """Return a page; `page` is one of `PAGES`."""
    file = next(found for place in _PLACES if (found := place / f"{page}.md").exists())
    return file.read_text("utf-8")


def prompt_text(name: str, arguments: Mapping[str, str], t: Texts) -> str:
    """Return the text of a prompt, in the language asked for; `name` is one of `PROMPTS`."""
    language = arguments.get("language", "")
    t = texts_for(language) if language in LOCALES else t
    program = arguments.get("program", "")[:100] or t("mcp-prompt-any-program")
    version = arguments.get("version", "")[:40] or t("mcp-prompt-any-version")
    if name == "review_my_diff":
        return t("mcp-prompt-review-my-diff.text", program=program)
    return t("mcp-prompt-decide-a-minimum.text", program=program, version=version)

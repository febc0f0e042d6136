"""Answers calls: from a tool and its arguments to a result, whatever fails in between."""

import asyncio
import html
import json
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, TypeVar

import structlog
from mcp.server.context import ServerRequestContext
from pydantic import ValidationError

from bot.blocks.kit import limits
from bot.blocks.kit.elements import Block, Message, actions, plain
from bot.errors import BadArguments, BotError, TooSlow, Unexpected
from bot.i18n import Texts
from bot.logs import current_request
from bot.mcp.calls import Answer, Call, Offer, Tool, marked

_log = structlog.get_logger(__name__)
_T = TypeVar("_T")

LASTS: Final = 50.0
"""Seconds for one answer; Slackbot waits 60."""
_SENTENCE: Final = 300
"""Characters of one text from outside in an error."""
_NAMED: Final = 5
ALLOWED: Final = frozenset(
    {"context", "divider", "header", "markdown", "rich_text", "section", "image", "table", "data_table"}
    | {"data_visualization"}
)
"""Those of Slackbot's that builders make; `actions` and `input` are left out, because their controls are Baselib's."""
_CHARTS: Final = 2
_ROWS: Final = 21
"""Rows of a table with its header."""
_VALUE: Final = 2_000
"""Characters of a button's value."""


class CallMetrics(Protocol):
    """Counts answers; must be quick."""

    def answered(self, asked: str, seconds: float, error: BotError | None = None) -> None:
        """Count the answer to a call, a success or an error."""


class NoMetrics:
    """Counts nothing: a developer's own process."""

    def answered(self, asked: str, seconds: float, error: BotError | None = None) -> None:
        """Nothing."""


@dataclass(frozen=True)
class Outcome:
    """What goes back to the client."""

    texts: tuple[str, ...]
    data: dict[str, Any] | None = None
    """None for an error."""
    blocks: list[Block] = field(default_factory=list)


async def answered(
    tool: Tool,
    arguments: Mapping[str, Any],
    admit: Callable[[], Awaitable[Call]],
    texts: Texts,
    metrics: CallMetrics,
) -> Outcome:
    """Return the outcome of a tool's call.

    Args:
        arguments: as sent.
        admit: finds out who asks, and whether they may.
        texts: the language of errors until that is known.
    """

    async def answer(call: Call) -> Outcome:
        return _outcome(tool, await tool.answer(call, _parsed(tool, arguments)))

    outcome, refusal = await answered_to(admit, answer, f"tool {tool.name}", texts, metrics)
    return outcome or Outcome((refusal,))


async def answered_to(
    admit: Callable[[], Awaitable[Call]],
    answer: Callable[[Call], Awaitable[_T]],
    asked: str,
    texts: Texts,
    metrics: CallMetrics,
) -> tuple[_T | None, str]:
    """Return the answer to a person, or None and the sentence of the error, in their language once it is known.

    Args:
        admit: finds out who asks, and whether they may.
        texts: the language until the person's is known.
    """

    async def work() -> _T:
        nonlocal texts
        call = await admit()
        texts = call.texts
        return await answer(call)

    result, error = await guarded(work, asked, metrics)
    # A nickname in a sentence is text from outside, too.
    return result, texts.error(error, quote=lambda text: marked(text, _SENTENCE)) if error else ""


async def guarded(
    work: Callable[[], Awaitable[_T]], asked: str, metrics: CallMetrics, *, lasts: float = LASTS
) -> tuple[_T | None, BotError | None]:
    """Return the result of work or the error that a person can read; nothing else gets out."""
    begun = time.perf_counter()
    error: BotError | None = None
    try:
        async with asyncio.timeout(lasts):
            return await work(), None
    except BotError as known:
        error = known
        _log.info("answered an agent with an error", asked=asked, error=str(known))
    except TimeoutError:
        error = TooSlow()
        _log.warning("an agent's call took too long", asked=asked)
    except Exception:  # noqa: BLE001 - the agent still gets a sentence, and the log the traceback
        error = Unexpected(request=current_request())
        _log.exception("an agent's call failed", asked=asked)
    finally:
        metrics.answered(asked, time.perf_counter() - begun, error)
    return None, error


def _parsed(tool: Tool, arguments: Mapping[str, Any]) -> Any:
    try:
        return tool.arguments.model_validate(arguments)
    except ValidationError as error:
        wrong = dict.fromkeys(str(each["loc"][0]) for each in error.errors() if each["loc"])
        named = ", ".join(list(wrong)[:_NAMED])
        raise BadArguments(tool=tool.name, wrong=named) from error


def _outcome(tool: Tool, answer: Answer[Any]) -> Outcome:
    data = tool.result.for_tools(answer.source)
    headline = html.unescape(answer.message.text)  # escaped for Slack; this is read by a model
    return Outcome((headline, json.dumps(data, ensure_ascii=False)), data, _slack_blocks(answer.message, answer.offers))


def _slack_blocks(message: Message, offers: Sequence[Offer] = ()) -> list[Block]:
    """Return the allowed blocks of a message, bounded, and buttons for further tools.

    Slackbot drops all blocks of a result if one is of a type that it does not know, and its buttons call tools:
    https://docs.slack.dev/ai/slackbot-mcp-client/returning-rich-responses
    """
    kept = list(_allowed(message.blocks))
    buttons = [actions(button) for button in map(_button, offers) if button]
    room = limits.BLOCKS - len(buttons)
    kept = kept[:room]
    while kept and limits.characters([*kept, *buttons]) > limits.CHARACTERS:
        kept.pop()
    return [*kept, *buttons]


def _allowed(blocks: Sequence[Block]) -> Iterator[Block]:
    charts = 0
    for block in blocks:
        if block["type"] not in ALLOWED:
            continue
        charts += block["type"] == "data_visualization"
        if block["type"] == "data_visualization" and charts > _CHARTS:
            continue
        if block["type"] in ("table", "data_table"):
            yield {**block, "rows": block["rows"][:_ROWS]}
        else:
            yield {name: part for name, part in block.items() if name not in ("accessory", "block_id")}


def _button(offer: Offer) -> dict[str, Any] | None:
    """Return a row of its own: two buttons of one tool must not share a block, because their ids are the same."""
    value = json.dumps(offer.arguments, ensure_ascii=False, separators=(",", ":"))
    if len(value) > _VALUE:
        return None
    text = plain(offer.text, limits.BUTTON_TEXT)
    return {"type": "button", "text": text, "action_id": f"tool:{offer.tool}", "value": value}


Context = ServerRequestContext[Any, Any]


class Admission(Protocol):
    """Knows who asks, and what they may."""

    @property
    def metrics(self) -> CallMetrics:
        """Count the calls."""

    @property
    def locale(self) -> str:
        """The language until the person's is known."""

    async def locale_of(self, context: Context) -> str:
        """Return the language of the person who asks, as far as they are known, for what is offered to them."""

    def has(self, tool: Tool) -> bool:
        """Whether the tool is offered here."""

    async def admit(self, context: Context) -> Call:
        """Return the call of the person who asks."""

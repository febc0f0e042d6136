"""Who asks, and what a tool is."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import reduce
from typing import Annotated, Any, Final, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from bot.blocks.kit.elements import Message
from bot.domain.access import Role, Viewpoint
from bot.domain.agents import Through
from bot.domain.decisions.decision import Decision
from bot.domain.decisions.evidence import Evidence
from bot.domain.home import Waiting
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.numbers.version import Version
from bot.domain.programs import Program
from bot.domain.report import Report, read_day
from bot.errors import BadOption
from bot.export.schema import Schema
from bot.i18n import Texts
from bot.i18n.caveats import NAME, clean
from bot.usecases.app import ReadingApp
from bot.usecases.decisions.propose import Proposed
from bot.usecases.programs.choose import choose_program
from bot.usecases.report.report_on import report_at

_MARKS: Final = "‹›"
_PLAIN: Final = re.compile(r"[\w.#<>@/%+-]{1,40}", re.ASCII)
"""One word of the kind that Baselib's own names are."""


def marked(text: str, limit: int = NAME - len(_MARKS)) -> str:
    """One bounded line between marks that it cannot contain; a plain word and nothing at all stay as they are."""
    line = clean(text.translate(dict.fromkeys(map(ord, _MARKS))), limit)
    return line if not line or _PLAIN.fullmatch(line) else f"‹{line}›"


def marked_program(program: Program) -> Program:
    """Return the program with its nickname marked, in every answer made from it."""
    return program if program.is_all_of_wechat else replace(program, nickname=marked(program.nickname))


def marked_decision(decision: Decision) -> Decision:
    """Return the decision with its program's name marked, in titles made from it."""
    evidence = decision.evidence
    if not isinstance(evidence, Evidence):
        return decision
    return replace(decision, evidence=replace(evidence, program=marked(evidence.program)))


class Arguments(BaseModel):
    """The arguments of a tool. Models send numbers for versions, and leave out what has a default."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True, str_strip_whitespace=True)


@dataclass(frozen=True)
class Call:
    """A call of a tool, or the reading of a resource, by one person."""

    usecases: ReadingApp
    texts: Texts
    now: datetime
    """UTC."""
    through: Through
    team_id: str
    user_id: str = ""
    role: Role = Role.VIEWER
    zone: str = "UTC"
    propose: Callable[..., Awaitable[Proposed]] | None = None
    """`propose_from_afar`; None where agents may not propose."""
    find_waiting: Callable[[], Awaitable[Waiting]] | None = None
    """What waits for the person; None on a terminal, where there is none."""

    @property
    def viewpoint(self) -> Viewpoint:
        """As in a direct message: no channel is known, so only admins see programs that are restricted to some."""
        return Viewpoint(self.team_id, role=self.role)

    async def program(self, name: str) -> Program:
        """Return the named or only program."""
        return marked_program(await choose_program(self.usecases, self.viewpoint, name))

    async def report(self, name: str, on: str, *, as_is: bool = False) -> Report:
        """Return the named program's report, now or of a day; `as_is` as in `report_at`."""
        program = await self.program(name)
        return await report_at(self.usecases, self.team_id, program, self.day(on), now=self.now, as_is=as_is)

    def day(self, on: str) -> date | None:
        """Return the Chinese day of an argument `on`."""
        if not on:
            return None
        day = read_day(on, today=snapshot_day(self.now))
        if day is None:
            raise BadOption(option=f"on={on}", usage="on=2026-10-01")
        return day


def saying(message: Message, t: Texts, *sentences: str) -> Message:
    """Return the message with these sentences, but for empty ones, as the text that a model reads first."""
    first, *others = filter(None, sentences)
    return Message(reduce(lambda text, each: t("sentences", first=text, second=each), others, first), message.blocks)


@dataclass(frozen=True, slots=True)
class Offer:
    text: str
    tool: str
    arguments: dict[str, Any]


_Source = TypeVar("_Source")
_Args = TypeVar("_Args", bound=Arguments)


@dataclass(frozen=True)
class Answer(Generic[_Source]):
    message: Message
    source: _Source
    """What the tool's result is made from."""
    offers: Sequence[Offer] = field(default_factory=tuple)


@dataclass(frozen=True)
class Tool:
    """A tool; its title and description are in the catalogs, under its name."""

    name: str
    arguments: type[Arguments]
    result: Schema[Any]
    answer: Callable[[Call, Any], Awaitable[Answer[Any]]]
    writes: bool = False
    only: Through | None = None
    """The one way in that has it; None for all."""
    kept: bool = False
    """Whether it is about what Baselib keeps, and a terminal has not."""


TOOLS: Final[dict[str, Tool]] = {}
"""By name; `bot.mcp.tools` fills it."""


_Answering = Callable[[Call, _Args], Awaitable[Answer[_Source]]]


def tool(
    result: Schema[_Source], *, writes: bool = False, only: Through | None = None, kept: bool = False
) -> Callable[[_Answering[_Args, _Source]], _Answering[_Args, _Source]]:
    """Register a function as the tool of its name; the type of its second argument names the arguments."""

    def register(answer: _Answering[_Args, _Source]) -> _Answering[_Args, _Source]:
        arguments: type[Arguments] = answer.__annotations__["arguments"]
        TOOLS[answer.__name__] = Tool(answer.__name__, arguments, result, answer, writes, only, kept)
        return answer

    return register


ROWS: Final = 20
"""The most rows of a result; a cursor leads to the next ones."""
Name = Annotated[str, Field(max_length=100)]
"""A program's alias, AppID or start of its nickname."""
VersionText = Annotated[str, Field(min_length=1, max_length=40)]
Day = Annotated[str, Field(max_length=20)]
Cursor = Annotated[str, Field(max_length=6, pattern=r"^[0-9]*$")]
Tag = Annotated[str, Field(max_length=60)]


class OfProgram(Arguments):
    """A program, now or on an earlier day."""

    program: Name = ""
    on: Day = ""


def page_of(cursor: str) -> int:
    """Return the page (from 0) that a cursor leads to."""
    return int(cursor or 0)


def cost_offer(appid: str, version: Version, t: Texts, *, on: str = "") -> Offer:
    """Return what a version costs a program, now or on an earlier day."""
    arguments = {"program": appid, "version": version.text} | ({"on": on} if on else {})
    return Offer(t("mcp-button-cost", version=version.text), "cost_of_minimum", arguments)


def trend_offer(appid: str, t: Texts, *versions: Version) -> Offer:
    """How coverage of these versions moved; without any, of those that matter."""
    arguments = {"program": appid} | ({"versions": [each.text for each in versions]} if versions else {})
    return Offer(t("mcp-button-trend"), "get_trend", arguments)


def page_offers(tool: str, arguments: Arguments, cursor: str | None, t: Texts) -> list[Offer]:
    """Return the next page of the same list, if there is one."""
    if cursor is None:
        return []
    return [Offer(t("programs-next"), tool, arguments.model_dump(exclude_defaults=True) | {"cursor": cursor})]

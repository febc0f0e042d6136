"""`find_programs`."""

from typing import Final

from bot.blocks.programs.page import programs_message
from bot.domain.programs.program import AuthStatus, Program
from bot.domain.programs.search import ProgramList
from bot.export.schema import COUNT, FLAG, PROGRAM, TEXT, Schema, field, many, maybe
from bot.mcp.calls import Answer, Arguments, Call, Offer, tool
from bot.mcp.outside import marked_program
from bot.mcp.tools.arguments import Cursor, Name, Tag, page_of
from bot.mcp.tools.buttons import page_offers

_OFFERED = 3


class FindPrograms(Arguments):
    """Of `find_programs`."""

    text: Name = ""
    tag: Tag = ""
    cursor: Cursor = ""


_FOUND: Final = Schema[Program](
    "Found",
    **PROGRAM.fields,
    tags=field(many(TEXT), lambda program: program.tags),
    readable=field(FLAG, lambda program: program.status is AuthStatus.READABLE),
    restricted=field(FLAG, lambda program: program.restricted),
)


def _after(listed: ProgramList) -> str | None:
    """The cursor of the next page."""
    return str(listed.page + 1) if listed.page + 1 < listed.pages else None


_PAGE: Final = Schema[ProgramList](
    "Programs",
    programs=field(many(_FOUND), lambda listed: listed.programs),
    count=field(COUNT, lambda listed: listed.found),
    next_cursor=field(maybe(TEXT), _after),
)


@tool(_PAGE)
async def find_programs(call: Call, arguments: FindPrograms) -> Answer[ProgramList]:
    """A page of the programs that the person may see."""
    page, tag = page_of(arguments.cursor), arguments.tag.removeprefix("#")
    listed = await call.usecases.list_programs(call.viewpoint, text=arguments.text, page=page, tag=tag)
    shown = [marked_program(program) for program in listed.programs]
    wanted = " ".join(part for part in (listed.text, f"#{tag}" if tag else "") if part)
    shown_list = ProgramList(shown, listed.page, listed.found, listed.total, wanted, listed.suggestion)
    offers = [
        Offer(call.texts("mcp-button-breakdown", program=each.name), "get_breakdown", {"program": each.appid})
        for each in shown[:_OFFERED]
    ]
    further = page_offers("find_programs", arguments, _after(listed), call.texts)
    return Answer(programs_message(shown_list, call.texts, hints=False), shown_list, [*offers, *further])

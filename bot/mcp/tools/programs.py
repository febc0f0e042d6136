"""`find_programs`."""

from bot.blocks.programs.page import programs_message
from bot.domain.programs.page import ProgramList
from bot.domain.programs.program import AuthStatus, Program
from bot.export.program_json import program_json
from bot.mcp.calls import Answer, Arguments, Call, Offer, tool
from bot.mcp.outside import marked_program
from bot.mcp.results import Programs
from bot.mcp.tools.arguments import Cursor, Name, Tag, page_of
from bot.mcp.tools.offers import page_offers

_OFFERED = 3


class FindPrograms(Arguments):
    """Of `find_programs`."""

    text: Name = ""
    tag: Tag = ""
    cursor: Cursor = ""


@tool(Programs)
async def find_programs(call: Call, arguments: FindPrograms) -> Answer:
    """A page of the programs that the person may see."""
    page, tag = page_of(arguments.cursor), arguments.tag.removeprefix("#")
    listed = await call.usecases.list_programs(call.viewpoint, text=arguments.text, page=page, tag=tag)
    shown = [marked_program(program) for program in listed.programs]
    after = str(listed.page + 1) if listed.page + 1 < listed.pages else None
    data = {
        "programs": [_found(program) for program in shown],
        "count": listed.found,
        "next_cursor": after,
    }
    wanted = " ".join(part for part in (listed.text, f"#{tag}" if tag else "") if part)
    shown_list = ProgramList(shown, listed.page, listed.found, listed.total, wanted, listed.suggestion)
    offers = [
        Offer(call.texts("mcp-button-breakdown", program=each.name), "get_breakdown", {"program": each.appid})
        for each in shown[:_OFFERED]
    ]
    further = page_offers("find_programs", arguments, after, call.texts)
    return Answer(programs_message(shown_list, call.texts, hints=False), data, [*offers, *further])


def _found(program: Program) -> dict[str, object]:
    return program_json(program) | {
        "tags": list(program.tags),
        "readable": program.status is AuthStatus.READABLE,
        "restricted": program.restricted,
    }

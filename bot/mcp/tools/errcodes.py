"""`explain_error`."""

from typing import Annotated

from pydantic import Field

from bot.blocks.kit.elements import message, section
from bot.blocks.kit.names import bold
from bot.mcp.calls import Answer, Arguments, Call, tool
from bot.mcp.results import Explained


class OfCode(Arguments):
    """Of `explain_error`."""

    errcode: Annotated[int, Field(ge=-1_000_000, le=100_000_000)]


@tool(Explained)
async def explain_error(call: Call, arguments: OfCode) -> Answer:
    """What an errcode of WeChat means."""
    t, code = call.texts, str(arguments.errcode)
    key = t.wechat_key(code)
    known = key != "wechat-other"
    meaning, advice = t(key), t(f"{key}.advice")
    both = t("sentences", first=meaning, second=advice)
    data = {"errcode": arguments.errcode, "known": known, "meaning": meaning, "what_to_do": advice}
    return Answer(message(both, [section(bold(f"errcode {code}"), meaning, advice)]), data)

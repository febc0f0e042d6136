"""`explain_error`."""

from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import Field

from bot.blocks.kit.elements import message, section
from bot.blocks.kit.names import bold
from bot.export.schema import COUNT, FLAG, TEXT, Schema, field
from bot.mcp.calls import Answer, Arguments, Call, tool


class OfCode(Arguments):
    """Of `explain_error`."""

    errcode: Annotated[int, Field(ge=-1_000_000, le=100_000_000)]


@dataclass(frozen=True, slots=True)
class _Explained:
    errcode: int
    key: str
    """Of the catalogs' sentence."""
    meaning: str
    advice: str


_EXPLAINED: Final = Schema[_Explained](
    "Explained",
    errcode=field(COUNT, lambda explained: explained.errcode),
    known=field(FLAG, lambda explained: explained.key != "wechat-other"),
    meaning=field(TEXT, lambda explained: explained.meaning),
    what_to_do=field(TEXT, lambda explained: explained.advice),
)


@tool(_EXPLAINED)
async def explain_error(call: Call, arguments: OfCode) -> Answer[_Explained]:
    """What an errcode of WeChat means."""
    t, code = call.texts, str(arguments.errcode)
    key = t.wechat_key(code)
    explained = _Explained(arguments.errcode, key, t(key), t(f"{key}.advice"))
    both = t("sentences", first=explained.meaning, second=explained.advice)
    blocks = [section(bold(f"errcode {code}"), explained.meaning, explained.advice)]
    return Answer(message(both, blocks), explained)

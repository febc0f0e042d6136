"""`propose_minimum`, the one tool that writes: it makes a card in a channel, where people vote, and applies nothing."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from bot.blocks.decisions.list import proposed_message
from bot.blocks.decisions.status import LONGEST_REASON
from bot.domain.agents import Asker, Through
from bot.domain.decisions.enclosed import Enclosed, typed_scan
from bot.domain.numbers.version import Version
from bot.errors import NotAllowed
from bot.export.percent import bounds_json
from bot.mcp.calls import Answer, Arguments, Call, tool
from bot.mcp.results import Proposed
from bot.mcp.tools.arguments import Name, VersionText
from bot.usecases.decisions.by_agent import AgentsProposal


class OfProposal(Arguments):
    """Of `propose_minimum`."""

    program: Name
    version: VersionText
    reason: Annotated[str, Field(min_length=1, max_length=500)]
    acknowledged_loss_percent: Annotated[float, Field(ge=0, le=100)]
    channel: Annotated[str, Field(pattern=r"^[CG][A-Z0-9]{1,31}$")]
    planned_day: date | None = None
    scan: Annotated[str, Field(max_length=1000)] = ""


@tool(Proposed, writes=True)
async def propose_minimum(call: Call, arguments: OfProposal) -> Answer:
    """Propose a minimum for the person."""
    if call.propose is None:
        raise NotAllowed(needed="admin")
    key = "mcp-through-slackbot" if call.through is Through.SLACKBOT else "mcp-through-agent"
    proposal = AgentsProposal(
        arguments.program,
        Version.parse(arguments.version),
        call.texts(key, reason=arguments.reason)[:LONGEST_REASON],
        arguments.channel,
        Decimal(f"{arguments.acknowledged_loss_percent:.6f}"),
        Enclosed(arguments.planned_day, typed_scan(arguments.scan, given_by=call.user_id)),
    )
    asker = Asker(call.through, call.team_id, call.user_id)
    proposed = await call.propose(asker, call.role, proposal, locale=call.texts.locale, now=call.now)
    decision = proposed.decision
    data = {
        "number": decision.number,
        "program": {"appid": decision.appid, "alias": None, "nickname": None},
        "version": decision.version.text,
        "loss_percent": bounds_json(decision.evidence.loss),
        "channel": decision.channel_id,
        "posted": proposed.posted,
        "votes_needed": decision.needed,
    }
    return Answer(proposed_message(decision, call.texts, posted=proposed.posted), data)

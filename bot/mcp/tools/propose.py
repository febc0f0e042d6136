"""`propose_minimum`, the one tool that writes: it makes a card in a channel, where people vote, and applies nothing."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Final

from pydantic import Field

from bot.blocks.decisions.messages import proposed_message
from bot.blocks.decisions.sentences import LONGEST_REASON
from bot.domain.access.roles import Viewpoint
from bot.domain.agents import Through
from bot.domain.decisions.evidence import Enclosed
from bot.domain.decisions.proposal import Proposal
from bot.domain.numbers.version import Version
from bot.domain.numbers.visible import Visible
from bot.domain.programs.program import Program
from bot.domain.scan.given import typed_scan
from bot.errors import NotAllowed
from bot.export.schema import COUNT, FLAG, PROGRAM, RANGE, TEXT, VERSION, Schema, field
from bot.mcp.calls import Answer, Arguments, Call, tool
from bot.mcp.tools.arguments import Name, VersionText
from bot.usecases.decisions.propose import Proposed


class OfProposal(Arguments):
    """Of `propose_minimum`."""

    program: Name
    version: VersionText
    reason: Annotated[str, Field(min_length=1, max_length=500)]
    acknowledged_loss_percent: Annotated[float, Field(ge=0, le=100)]
    channel: Annotated[str, Field(pattern=r"^[CG][A-Z0-9]{1,31}$")]
    planned_day: date | None = None
    scan: Annotated[str, Field(max_length=1000)] = ""


_PROPOSED: Final = Schema[Proposed](
    "Proposed",
    number=field(COUNT, lambda proposed: proposed.decision.number),
    program=field(PROGRAM, lambda proposed: Program(Visible(proposed.decision.appid))),
    version=field(VERSION, lambda proposed: proposed.decision.version),
    loss_percent=field(RANGE, lambda proposed: proposed.decision.evidence.loss),
    channel=field(TEXT, lambda proposed: proposed.decision.channel_id),
    posted=field(FLAG, lambda proposed: proposed.posted),
    votes_needed=field(COUNT, lambda proposed: proposed.decision.needed),
)


@tool(_PROPOSED, writes=True)
async def propose_minimum(call: Call, arguments: OfProposal) -> Answer[Proposed]:
    """Propose a minimum for the person."""
    if call.propose is None:
        raise NotAllowed(needed="admin")
    key = "mcp-through-slackbot" if call.through is Through.SLACKBOT else "mcp-through-agent"
    proposal = Proposal(
        Version.parse(arguments.version),
        call.texts(key, reason=arguments.reason)[:LONGEST_REASON],
        proposer_id=call.user_id,
        locale=call.texts.locale,
        enclosed=Enclosed(arguments.planned_day, typed_scan(arguments.scan, given_by=call.user_id)),
        acknowledged=Decimal(f"{arguments.acknowledged_loss_percent:.6f}"),
        through=call.through,
    )
    seen = Viewpoint(call.team_id, arguments.channel, call.role, public=True)
    proposed = await call.propose.from_afar(seen, arguments.program, proposal, now=call.now)
    return Answer(proposed_message(proposed.decision, call.texts, posted=proposed.posted), proposed)

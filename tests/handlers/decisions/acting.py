"""What tests of deciding share."""

from datetime import timedelta

from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Message
from bot.domain.decisions.decision import Decision
from bot.domain.programs import OptIn
from bot.ports.slack import Person
from bot.usecases.decisions.change import AdvanceRuns, advance_decisions
from bot.usecases.everything import UseCases
from tests.blocks.checks import element_of
from tests.fakes.programs import choose
from tests.fakes.wechat import feed
from tests.handlers.context import ALICE, BOWEN, NOW, SHOP, TEAM, Office

CAROL = "U0CAROL"
SMALL = feed({"3.8.1": "99.5", "3.0.0": "0.5"}, minimum="2.30.0")
"""At 3.8.0 half a percent is lost: one vote is enough."""


async def propose(office: Office, text: str = "propose 3.8.0 shop chunked transfer", user: str = ALICE) -> Decision:
    await office.ask(text, user=user)
    newest, *_ = await office.decisions.of_team(TEAM, limit=1)
    return newest


async def propose_many(office: Office, text: str, user: str = ALICE) -> Decision:
    """The proposal behind a preview, once its button is pressed."""
    await post(office, await office.ask(text, user=user), user=user)
    newest, *_ = await office.decisions.of_team(TEAM, limit=1)
    return newest


async def post(office: Office, preview: Message, user: str = ALICE) -> Message:
    """Press the button of a preview; what stands in its place."""
    control = element_of(preview, controls.ROLLOUT_POST)["value"]
    message, replaces = await office.pressed(controls.ROLLOUT_POST, control, user=user)
    assert replaces
    return message


async def current(office: Office, decision: Decision) -> Decision:
    found = await office.decisions.get(TEAM, decision.id)
    assert found
    return found


async def vote(office: Office, decision: Decision, user: str, action: str = controls.DECISION_APPROVE) -> str:
    """Press a button of the card; what the person reads."""
    message, replaces = await office.pressed(action, Control(subject_id=decision.id), user=user)
    assert not replaces
    return message.text


async def tick(office: Office, usecases: UseCases, **later: float) -> None:
    office.clock.set(NOW + timedelta(**later))
    await AdvanceRuns(office.decisions, usecases.advance)(now=await office.clock.now())
    await advance_decisions(usecases, now=await office.clock.now())
    await usecases.deliver_due(now=await office.clock.now())


def shown(office: Office) -> Message:
    return office.messenger.changes[-1][3]


def buttons(message: Message) -> set[str]:
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    return {element["action_id"] for row in rows for element in row}


async def approved(office: Office) -> Decision:
    """An approved proposal, of a program whose minimum Baselib may set."""
    office.source.set(SHOP.appid, SMALL)
    await choose(office.opt_ins, TEAM, SHOP.appid, OptIn(on=True))
    decision = await propose(office)
    await vote(office, decision, BOWEN)
    return await current(office, decision)


def an_admin(office: Office) -> str:
    office.people.change(Person("U0ROOT", "en-GB", "Europe/London", is_admin=True))
    return "U0ROOT"

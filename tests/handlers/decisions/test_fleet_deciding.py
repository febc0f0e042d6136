"""One decision for many programs, as typed and pressed, set by people."""

import json
from dataclasses import replace
from datetime import timedelta

from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Message
from bot.domain.access import QuorumRule
from bot.domain.decisions.decision import Decision, State
from bot.domain.decisions.program import LeftOut, ProgramState
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import Program
from bot.errors import NoDecision, NoProposal, NothingToRaise, NotYourWord, StaleControl, UnknownTag
from tests.domain.build import snapshot_of
from tests.fakes.programs import FakePrograms
from tests.handlers.context import ALICE, BOWEN, CHANNEL, NOW, TEAM, Office, error_text
from tests.handlers.decisions.acting import an_admin, buttons, current, propose_many, shown, tick, vote

FLEET = [Program(Visible(f"wx{number:016}"), f"shop-{number}", tags=("mall",)) for number in range(1, 31)]
COSTLY = Program(Visible("wx00000000000000aa"), "costly", tags=("mall",))
UNREAD = Program(Visible("wx00000000000000bb"), "unread", tags=("mall",))
OTHER = Program(Visible("wx00000000000000cc"), "other")
WORDS = "propose 3.8.0 #mall one decision"


async def an_office() -> Office:
    """This morning's fleet: thirty ready, one costly, one without numbers, one without the tag."""
    office = Office(programs=FakePrograms(*FLEET, COSTLY, UNREAD, OTHER))
    await office.install()
    office.source.gate.set()
    await read(office, [*FLEET, OTHER])
    await read(office, [COSTLY], share="94")
    return office


async def read(
    office: Office, programs: list[Program], *, minimum: str = "2.30.0", share: str = "99.5", days: int = 0
) -> None:
    at = NOW + timedelta(days=days)
    rows = [("3.8.1", share), ("3.0.0", str(100 - float(share)))]
    taken = [replace(snapshot_of(rows, at.date(), minimum=minimum, appid=each.appid), taken_at=at) for each in programs]
    await office.snapshots.save(TEAM, taken)


async def approved(office: Office, text: str = "propose 3.8.0 ready #mall") -> Decision:
    """With the vote that it needs where so many are not yet many."""
    await office.rules.set_quorum(TEAM, QuorumRule(many=50))
    decision = await propose_many(office, text)
    await vote(office, decision, BOWEN)
    return await current(office, decision)


def ticking(decision: Decision, position: int) -> Control:
    """Of the button beside a program still to set."""
    return Control(subject_id=decision.id, only="to-set", text=str(position))


async def test_one_card_for_all_of_them() -> None:
    office = await an_office()
    decision = await propose_many(office, WORDS)
    assert decision.fleet
    card = json.dumps(office.messenger.posted[0].message.blocks)

    assert (decision.fleet.programs, decision.fleet.worst, decision.fleet.tag) == (31, "costly", "mall")
    assert decision.fleet.left_out == ((LeftOut.OLD, 1),)
    assert (decision.needed, decision.reason, decision.state) == (2, "one decision", State.PROPOSED)
    assert "raise 31 programs to 3.8.0" in card
    assert "1 without data of the last 48 hours" in card
    assert {controls.ROLLOUT_PROGRAMS, controls.DECISION_APPROVE} <= buttons(office.messenger.posted[0].message)
    programs = await office.decisions.programs(TEAM, decision.id)
    assert (programs[30].appid, programs[30].batch) == (COSTLY.appid, 2)
    await office.close()


async def test_only_those_that_are_ready() -> None:
    """Among all programs, or those with a tag; more than twenty need two votes, however little they lose."""
    office = await an_office()
    decision = await propose_many(office, "propose 3.8.0 可提高 #mall")
    assert decision.fleet
    assert (decision.fleet.programs, decision.needed) == (30, 2)
    await office.pressed(controls.DECISION_WITHDRAW, Control(subject_id=decision.id))
    everywhere = await propose_many(office, "propose 3.8.0 ready because")

    assert everywhere.fleet
    assert (everywhere.fleet.programs, everywhere.fleet.tag, everywhere.reason) == (31, "", "because")
    await office.close()


async def test_no_proposal() -> None:
    """No such tag, no fit program, or a direct message; each program has one open decision."""
    office = await an_office()
    unknown = await office.ask("propose 3.8.0 #mal")
    nothing = await office.ask("propose 2.0.0 #mall")
    direct = await office.ask("propose 3.8.0 #mall", channel="D1")
    await propose_many(office, WORDS)
    again = await office.ask("propose 3.8.1 shop-3")
    rest = await propose_many(office, "propose 3.8.0 ready")

    assert unknown.text == error_text(UnknownTag(tag="mal", suggestion="mall"))
    assert nothing.text == error_text(NothingToRaise(version="2.0.0", programs=32))
    assert direct.text == error_text(NoProposal(because="direct", program="mall"))
    assert again.text == error_text(NoProposal(because="open", program="shop-3"))
    assert rest.fleet
    assert (rest.fleet.programs, dict(rest.fleet.left_out)[LeftOut.OPEN]) == (1, 31)
    await office.close()


async def test_counted_by_the_daily_readings() -> None:
    """37 of 120 are set without a press; all make it verified, and a week later the thread compares."""
    office = await an_office()
    usecases = office.assemble()
    decision = await approved(office)
    assert "within 7 days" in json.dumps(shown(office).blocks)
    await read(office, FLEET[:12], minimum="3.8.0", days=1)
    await read(office, FLEET[12:], days=1)
    await tick(office, usecases, days=1)
    half = await current(office, decision)
    assert half.state is State.APPLYING
    assert "12 of 30 set" in json.dumps(shown(office).blocks)
    listed = await office.ask("decisions")
    assert "12 of 30 set" in json.dumps(listed.blocks)
    await read(office, FLEET[12:], minimum="3.9.0", days=2)
    await tick(office, usecases, days=2.1)
    done = await current(office, decision)
    assert done.state is State.VERIFIED
    assert "30 of 30 set" in json.dumps(shown(office).blocks)
    assert buttons(shown(office)) == {controls.ROLLOUT_PROGRAMS, controls.ROLLOUT_CSV}
    await read(office, FLEET, minimum="3.8.0", share="99.8", days=9)
    await tick(office, usecases, days=9.2)
    assert "0.50% before, 0.20% now" in office.messenger.posted[-1].message.text
    await office.close()


async def test_not_all_within_a_week() -> None:
    office = await an_office()
    usecases = office.assemble()
    decision = await approved(office)
    await read(office, FLEET[:29], minimum="3.8.0", days=1)
    await tick(office, usecases, days=1)
    await tick(office, usecases, days=9)
    assert (await current(office, decision)).state is State.UNVERIFIED
    assert "29 of 30 set and 1 not shown" in json.dumps(shown(office).blocks)
    await read(office, FLEET[29:], minimum="3.8.0", days=10)
    await vote(office, decision, BOWEN, controls.DECISION_CHECK)

    assert (await current(office, decision)).state is State.VERIFIED
    await office.close()


async def test_none_within_a_week() -> None:
    office = await an_office()
    usecases = office.assemble()
    decision = await approved(office)
    await tick(office, usecases, days=8)

    assert (await current(office, decision)).state is State.EXPIRED
    await office.close()


async def test_counted_at_once() -> None:
    office = await an_office()
    decision = await approved(office)
    await read(office, FLEET[:28], minimum="3.8.0", days=1)
    for program in FLEET[28:]:
        office.source.set(program.appid, snapshot_of([("3.8.1", "100")], NOW.date(), minimum="3.8.0").feed)
    office.clock.set(NOW + timedelta(days=1))
    text = await vote(office, decision, ALICE, controls.DECISION_CHECK)

    assert "30 of 30 set" in text
    await office.close()


async def test_what_became_of_each() -> None:
    """In pages, by state, and as a file; a forged choice or another channel's decision fails."""
    office = await an_office()
    decision = await propose_many(office, WORDS)
    card = Control(subject_id=decision.id)
    message, replaces = await office.pressed(controls.ROLLOUT_PROGRAMS, card)
    out, replaced = await office.pressed(controls.ROLLOUT_PROGRAMS, replace(card, only=ProgramState.LEFT_OUT))
    forged, _ = await office.pressed(controls.ROLLOUT_PROGRAMS, replace(card, only="anything"))
    await office.pressed(controls.ROLLOUT_CSV, card)
    (file,) = office.files.sent

    assert (replaces, replaced) == (False, True)
    assert "shop-30" in json.dumps(message.blocks)
    assert "unread" in json.dumps(out.blocks)
    assert "shop-30" not in json.dumps(out.blocks)
    assert forged.text == error_text(StaleControl())
    assert len(file.content.decode().splitlines()) == 33
    await office.close()


def offered(page: Message) -> list[str]:
    """The states that can be chosen, with the number of their programs."""
    select = page.blocks[-1]["elements"][0]
    return [option["text"]["text"] for option in select["options"]]


async def test_hidden_programs_stay_hidden() -> None:
    office = await an_office()
    for program in FLEET[:10]:
        await office.rules.restrict(TEAM, program.appid, ["C7"])
    decision = await propose_many(office, "propose 3.8.0 ready #mall")
    channels = (CHANNEL, "C7", "C9")

    async def listed() -> list[bool]:
        answers = [await office.ask("decisions", user=BOWEN, channel=channel) for channel in channels]
        return ["20 个小程序" in json.dumps(answer.blocks, ensure_ascii=False) for answer in answers]

    at_first = await listed()
    whole, _ = await office.pressed(controls.ROLLOUT_PROGRAMS, Control(subject_id=decision.id))
    await office.rules.restrict(TEAM, FLEET[-1].appid, ["C7"])
    later = await listed()
    page, _ = await office.pressed(controls.ROLLOUT_PROGRAMS, Control(subject_id=decision.id))
    await office.pressed(controls.ROLLOUT_CSV, Control(subject_id=decision.id))
    (file,) = office.files.sent
    office.programs.programs.remove(FLEET[-1])
    gone = await listed()

    assert decision.fleet
    assert decision.fleet.programs == 20
    assert (at_first, later, gone) == ([True] * 3, [True, True, False], [True, False, False])
    assert [offered(each)[:2] for each in (whole, page)] == [
        ["all (22)", "not set yet (20)"],
        ["all (21)", "not set yet (19)"],
    ]
    assert FLEET[-2].name in json.dumps(page.blocks)
    assert FLEET[-1].name not in json.dumps(page.blocks) + file.content.decode()
    await office.close()


async def test_one_after_the_other_by_hand() -> None:
    """The list of what is left takes a person's word for each, and back; CSV and Home have it, readings verify it."""
    office = await an_office()
    decision = await approved(office)
    admin = an_admin(office)
    listed, unknown = await office.ask("decisions 1"), await office.ask("decisions 7")
    office.clock.set(NOW + timedelta(minutes=1))
    first, second = (ticking(decision, position) for position in (0, 1))
    after, replaces = await office.pressed(controls.ROLLOUT_SAID, first, user=BOWEN)
    await office.pressed(controls.ROLLOUT_SAID, second, user=BOWEN)
    await office.pressed(controls.ROLLOUT_SAID, second, user=ALICE)
    refused, _ = await office.pressed(controls.ROLLOUT_NOT_YET, second, user=ALICE)
    await office.pressed(controls.ROLLOUT_NOT_YET, second, user=admin)
    (program,) = await office.decisions.programs(TEAM, decision.id, states=[ProgramState.SAID])
    home = await office.look_home()
    await office.pressed(controls.ROLLOUT_CSV, Control(subject_id=decision.id))
    word = f"<@{BOWEN}> says that 3.8.0 is set; WeChat has not been read since."

    assert sum(block.get("accessory", {}).get("action_id") == controls.ROLLOUT_SAID for block in listed.blocks) == 20
    assert unknown.text == error_text(NoDecision(number="7"))
    assert replaces
    assert word in json.dumps(home)
    assert f"<@{BOWEN}> 表示已设置 3.8.0" in json.dumps(after.blocks, ensure_ascii=False)
    assert refused.text == error_text(NotYourWord())
    assert program.said
    assert (program.position, program.said.by, program.since) == (0, BOWEN, NOW + timedelta(minutes=1))
    assert "1 said to be set" in json.dumps(shown(office).blocks)
    assert (await current(office, decision)).state is State.APPLYING
    words = [(entry.by, entry.before.get("appid"), entry.after.get("appid")) for entry in office.audit.entries[-3:]]
    one, two = (each.appid for each in (await office.decisions.programs(TEAM, decision.id))[:2])
    assert words == [(BOWEN, None, one), (BOWEN, None, two), (admin, two, None)]
    since = (NOW + timedelta(minutes=1)).isoformat()
    assert f",said to be set,{since},{BOWEN}" in office.files.sent[-1].content.decode()
    office.source.set_minimum(one, "3.8.0")
    await tick(office, office.assemble(), minutes=2)
    assert "1 of 30 set." in json.dumps(shown(office).blocks)
    await office.close()

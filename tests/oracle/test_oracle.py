"""Each answer of the product says what the documents say, whatever happens to a program's numbers."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import accumulate, pairwise

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.domain.alerts.parse import parse_alert
from bot.domain.decisions.proposable import Proposal
from bot.domain.fleet import Verdict
from bot.domain.numbers.version import Feed, FeedItem, Version
from bot.errors import MeaningUnproved, NoProposal
from bot.storage.engine.database import Database
from bot.usecases.alerts.change import set_alert
from bot.usecases.decisions.propose import draft_proposal
from bot.usecases.fleet import raise_every, read_fleet
from bot.usecases.forecast import raise_minimum
from bot.usecases.report.report_on import reports_until
from tests.oracle.answers import ADMIN, WHOLE, ask, days_against
from tests.oracle.driving import NOW, SAFE, TEAM, Driven, import_all, noon, snapshots_of, version_of
from tests.oracle.oracle import Oracle, ShareAlert, rises
from tests.oracle.worlds import AS_EVER, DAY, TODAY, Count, Cut, Plan, Story, oracle_of, plans, runs, stories

FEW = settings(
    max_examples=4,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a story takes a second: shrink it by hand
    suppress_health_check=list(HealthCheck),
)
MANY = settings(FEW, max_examples=100)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
async def database(request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    name = "emptied_postgres_url" if request.param == "postgresql" else "emptied_sqlite_url"
    known = opened(request.getfixturevalue(name))
    yield known
    await known.close()


@cache
def opened(url: str) -> Database:
    """The same one each time: its statements take longer to compile than to run."""
    return Database(url)


async def told(database: Database, story: Story) -> list[str]:
    """Tell a story, and ask about it; what is wrong."""
    driven = await Driven.empty(database, len(story.plans))
    await driven.tell(story)
    return await ask(driven, list(story.oracles()), deep=not story.public_late)


@FEW
@given(story=stories())
async def test_as_the_documents_say(database: Database, story: Story) -> None:
    assert await told(database, story) == []


@MANY
@given(story=stories())
async def test_many_as_the_documents_say(database: Database, whole: bool, story: Story) -> None:  # noqa: FBT001 - a fixture
    if whole:
        assert await told(database, story) == []


OWN = Count(2.4, 19, 200)
STORIES = {
    "a minimum raised on a day of a cut list, in a break": Story(
        (Plan(length=100, count=OWN, cuts={0: Cut.NO_NEWEST}, minimums=((1000, 28), (0, 22))),)
    ),
    "a cut list after good ones": Story((Plan(cuts={0: Cut.ONE_ROW}, minimums=((1000, 30),)),)),
    "a program first read in a break": Story((Plan(length=2, count=OWN, public=True, minimums=((1000, 28),)),), OWN),
    "a withdrawn version, accepted in hindsight": Story(
        (Plan(gone=3, missing=frozenset({1}), minimums=((1000, 28), (3, 24))),)
    ),
    "a break that is over": Story((Plan(length=120, count=Count(0.4, 40, 20)),)),
    "a break of eight weeks": Story((Plan(length=150, count=Count(2.4, 70, 200)),)),
    "public numbers fall silent in a break": Story(
        (Plan(length=150, count=Count(2.4, 52, 200), public=True, coarse=True),), Count(2.4, 52, 200), heard=40
    ),
    "a day without data, and more than 5 % since": Story(
        (
            Plan(
                length=83,
                coarse=True,
                missing=frozenset({10, 14}),
                cuts={9: Cut.LOW, 10: Cut.ONE_ROW, 6: Cut.ONE_ROW, 11: Cut.ONE_ROW, 7: Cut.EMPTY},
                minimums=((1000, 17), (7, 26)),
            ),
        )
    ),
    "a version withdrawn in a break before which nothing is known": Story(
        (Plan(length=6, count=Count(2.4, 30, 12), public=True, gone=3, minimums=((1000, 23),)),),
        Count(2.4, 30, 12),
        heard=20,
    ),
    "a break of the public numbers alone": Story((Plan(length=100), Plan(length=100, users=5000)), OWN),
}


@pytest.mark.parametrize("name", STORIES)
async def test_stories_of_note(emptied_sqlite_url: str, name: str) -> None:
    database = opened(emptied_sqlite_url)
    assert await told(database, STORIES[name]) == []
    await database.close()


async def test_nobody_knows_how_wechat_counts(database: Database) -> None:
    """Public numbers that have been silent until their break would have lasted: nothing is to be set."""
    count = Count(2.4, 75, 200)
    story = Story((Plan(length=150, count=count, public=True, coarse=True),), count, heard=40)
    (known,) = story.oracles()
    assert known.breaks[0].nobody_knows(TODAY)
    driven = await Driven.empty(database, 1)
    await driven.tell(story)
    report = await driven.world.assemble().read_report(TEAM, driven.programs[0], now=NOW)

    assert report.advice.do.value in ("know", "unknown")
    assert not report.decides


@st.composite
def files(draw: st.DrawFn) -> tuple[Plan, list[list[int]]]:
    """An imported program, and which days come in which file."""
    plan = Plan(length=draw(st.integers(3, 40)), cuts=draw(runs()), wobble=0.03, gone=draw(st.sampled_from([-1, 3])))
    plan = replace(plan, cuts={ago: cut for ago, cut in plan.cuts.items() if cut in (Cut.ONE_ROW, Cut.NO_NEWEST)})
    days = draw(st.permutations(range(plan.length)))
    cuts = sorted(draw(st.sets(st.integers(1, plan.length - 1), max_size=4)))
    return plan, [[plan.length], *(days[a:b] for a, b in pairwise([0, *cuts, plan.length]))]


@FEW
@given(made=files())
async def test_imports_in_any_order(database: Database, made: tuple[Plan, list[list[int]]]) -> None:
    plan, parts = made
    driven = await Driven.empty(database, 0)
    program = await import_all(driven, "mall", plan, parts)
    await driven.judge_again()
    known = oracle_of(plan, AS_EVER, 0)
    known = Oracle({day: replace(each, minimum=None) for day, each in known.lists.items()})
    reports = await reports_until(driven.world.assemble(), TEAM, program, until=TODAY)

    assert [each.snapshot.day for each in reports] == sorted(known.lists)
    assert list(days_against(known, list(reports))) == []


SET = TODAY - 16 * DAY
"""The day on which alerts are set."""


@st.composite
def watched(draw: st.DrawFn) -> tuple[Plan, tuple[int, int], str, bool]:
    """A program, and what is watched: a version near a limit, the limit, and whether losses above it fire."""
    plan = draw(plans(AS_EVER, AS_EVER))
    cuts = {ago: cut for ago, cut in plan.cuts.items() if cut is not Cut.EMPTY}
    plan = replace(plan, length=40, cuts=cuts, wobble=draw(st.sampled_from([0.0, 0.05, 0.2])), gone=-1, users=0)
    plan = replace(plan, coarse=False, public=False, missing=plan.missing - {0})
    version = draw(st.sampled_from(sorted(replace(plan, cuts={}).lists()[TODAY])[8:22]))
    near = TODAY - draw(st.integers(0, 16)) * DAY
    level = oracle_of(replace(plan, cuts={}, missing=frozenset()), AS_EVER, 0).lists[near].loss(version).low
    limit = max(Decimal("0.0005"), level.quantize(Decimal("0.0001")))
    return plan, (version[0], version[1]), str(limit * 100), draw(st.booleans())


@FEW
@given(made=watched())
async def test_alerts_day_by_day(database: Database, made: tuple[Plan, tuple[int, int], str, bool]) -> None:
    """A share and the safe minimum: a message on each day that the documents name, and on no other."""
    plan, version, limit, above = made
    driven = await Driven.empty(database, 1)
    (program,), known = driven.programs, oracle_of(plan, AS_EVER, 0)
    days = snapshots_of(program, plan)
    await driven.snapshots.save(TEAM, [each for each in days if each.day <= SET])
    uc = driven.world.assemble()
    shown = version_of(version).text
    texts = (f"loss {'>' if above else '<='} {limit}% at {shown} p0", "safe minimum rises p0")
    set_ = [await set_alert(uc, ADMIN, parse_alert(text), locale="en", owner_id="U1", now=noon(SET)) for text in texts]
    last = max(each for each in known.lists if each <= SET)
    share = ShareAlert(known, version, Decimal(limit) / 100, above)
    already = not known.faults[last] and share.mostly(last, met=True)
    share.armed = not already
    said = known.verdict(last)
    later = [each.day for each in days if each.day > SET]
    expected: list[set[date]] = [{each for each in later if share.read(each)}, set()]
    expected[1] = {day for day, _ in rises(known, later, said.safe if said else None)}
    fired: list[set[date]] = [set(), set()]
    for each in days:
        if each.day > SET:
            await driven.snapshots.save(TEAM, [each])
            await driven.judge_alerts(each.day)
            ids = [found.alert.id for found in set_]
            states = await driven.world.repositories.judgements.states(TEAM, ids, [program.appid])
            for at, alert_id in enumerate(ids):
                state = states.get((alert_id, program.appid))
                if state and state.crossed_on and state.crossed_on > SET:
                    fired[at].add(state.crossed_on)

    assert bool(set_[0].already) is already
    assert fired == expected


async def test_an_alert_in_a_break(database: Database) -> None:
    plan = Plan(length=100, count=Count(2.4, 20, 12))
    driven = await Driven.empty(database, 1)
    (program,), known = driven.programs, oracle_of(plan, AS_EVER, 0)
    first = known.breaks[0].first
    before = known.lists[first - DAY]
    version = max(each for each in before.shares if before.loss(each).low < Decimal("0.007"))
    days = snapshots_of(program, plan)
    await driven.snapshots.save(TEAM, [each for each in days if each.day < first])
    uc = driven.world.assemble()
    wanted = parse_alert(f"loss > 1% at {version_of(version).text} p0")
    alert = (await set_alert(uc, ADMIN, wanted, locale="en", owner_id="U1", now=noon(first))).alert
    held = []
    for each in days:
        if each.day >= first:
            await driven.snapshots.save(TEAM, [each])
            await driven.judge_alerts(each.day)
            state = await driven.world.repositories.judgements.states(TEAM, [alert.id], [program.appid])
            held += [found.crossed_on for found in state.values()]
            assert not any(found.holds for found in state.values())

    assert len({day for day in held if day}) == 1  # the one message that it would have fired


@st.composite
def unclear(draw: st.DrawFn) -> list[Decimal]:
    """Users below some versions, or on them or below: both fit."""
    steps = draw(st.lists(st.integers(0, 60), min_size=4, max_size=12))
    below = list(accumulate((Decimal(step) / 1000 for step in steps), initial=Decimal(0)))
    return [Decimal(0), *below]


@FEW
@given(below=unclear())
async def test_no_answer_claims_more_than_each_meaning_does(database: Database, below: list[Decimal]) -> None:
    """What is called safe keeps 99 % under both meanings that fit, and costs hold under both."""
    versions = [Version((3, 100 + at)) for at in range(len(below))]
    feed = Feed.of(versions[0].text, tuple(FeedItem(v.text, each) for v, each in zip(versions, below, strict=True)))
    driven = await Driven.empty(database, 1)
    (program,) = driven.programs
    driven.world.source.set(program.appid, feed)
    uc = driven.world.assemble()
    report = await uc.read_report(TEAM, program, now=NOW)
    fits = set(report.snapshot.reading.fits)
    losses = {v: (below[at], below[at - 1] if at else Decimal(0)) for at, v in enumerate(versions)}
    if report.losses is None or not fits or {str(each) for each in fits} > {"below", "at_or_below"}:
        return
    worst = {v: max(both) if len(fits) > 1 else Decimal(0) for v, both in losses.items()}
    if report.safe_minimum:
        assert worst[report.safe_minimum] <= 1 - SAFE
    for version in versions:
        answer = await raise_minimum(uc, TEAM, report, version)
        fleet = await raise_every(uc, ADMIN, version, now=NOW, page=WHOLE)
        if len(fits) > 1:
            assert answer.loss.high >= worst[version]
        assert not answer.safe or worst[version] <= 1 - SAFE
        assert fleet.rows[0].verdict is not Verdict.KEEPS_99 or worst[version] <= 1 - SAFE
        try:
            proposal = Proposal(version, program=program, proposer_id="U1", locale="en")
            draft = await draft_proposal(uc, ADMIN, proposal, now=NOW)
            assert draft.decision.evidence.loss.high >= worst[version]
        except (NoProposal, MeaningUnproved):
            pass


async def test_a_question_while_late_days_wait(database: Database) -> None:
    """What many programs' late days change is judged at once for the one that is asked about."""
    driven = await Driven.empty(database, 2)
    plan = Plan(length=60, count=Count(2.4, 20, 200))
    kept = {program.appid: snapshots_of(program, plan) for program in driven.programs}
    for one in kept.values():
        await driven.snapshots.save(TEAM, one[-15:])
    for ago in range(16, 61):
        await driven.snapshots.save(TEAM, [one[-ago] for one in kept.values() if ago <= len(one)])
    (program, _), uc = driven.programs, driven.world.assemble()
    driven.world.source.set(program.appid, kept[program.appid][-1].feed)
    report = await uc.read_report(TEAM, program, now=NOW)
    (row, _) = (await read_fleet(uc, ADMIN, now=NOW, page=WHOLE)).rows

    assert row.judgement
    assert report.judgement.count
    assert row.judgement.count == report.judgement.count

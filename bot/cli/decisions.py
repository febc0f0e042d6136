"""`baselib decisions`: what was proposed, approved and set, for the operator and for programs."""

from collections.abc import Sequence

from bot.blocks.decisions.files import decision_json, rollout_csv
from bot.blocks.decisions.messages import decision_title
from bot.cli.kit.parser import Misuse
from bot.cli.kit.settings import configured, open_database
from bot.cli.output import print_file, print_json, print_text
from bot.domain.decisions.decision import Decision
from bot.i18n import Texts
from bot.storage.decisions.decisions import SqlDecisions
from bot.storage.engine.database import Database


async def decisions(texts: Texts, *, number: int | None, team: str, as_json: bool, as_csv: bool) -> None:
    """Print decisions, or the programs of one for a fleet."""
    async with open_database(configured()) as database:
        await database.prepare()
        every = await SqlDecisions(database).of_every_team()
        found = [each for each in every if team in ("", each.team_id) and number in (None, each.number)]
        if as_csv:
            await _print_programs(database, found, texts)
            return
    if as_json:
        print_json({"decisions": [decision_json(each) for each in found]})
        return
    for each in found:
        votes = texts("cli-decision-votes", count=len(each.votes), needed=each.needed)
        print_text(f"{each.team_id}  {decision_title(each, texts)}  {each.state}  {votes}")
    if not found:
        print_text(texts("cli-decisions-none"))


async def _print_programs(database: Database, found: Sequence[Decision], texts: Texts) -> None:
    """Print the programs of the one decision meant.

    Raises:
        Misuse: it is not one decision for a fleet.
    """
    fleets = [each for each in found if each.fleet]
    if len(fleets) != 1:
        raise Misuse("cli-misuse-value", name="--csv", why=texts("cli-decisions-which"))
    (decision,) = fleets
    programs = await SqlDecisions(database).programs(decision.team_id, decision.id)
    print_file(rollout_csv(decision, programs, texts))

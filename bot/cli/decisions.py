"""`baselib decisions`: what was proposed, approved and set, for the operator and for programs."""

from bot.blocks.decisions.files import decision_json, rollout_csv
from bot.blocks.decisions.messages import decision_title
from bot.cli.kit.parser import Misuse
from bot.cli.kit.settings import configured, open_database
from bot.cli.output import print_file, print_json, print_text
from bot.i18n import Texts
from bot.storage.decisions.decisions import SqlDecisions


async def decisions(texts: Texts, *, number: int | None, team: str, as_json: bool, as_csv: bool) -> None:
    """Print decisions, or the programs of one for a fleet.

    Raises:
        Misuse: programs are wanted, and it is not one decision for a fleet.
    """
    async with open_database(configured()) as database:
        await database.prepare()
        every = await SqlDecisions(database).of_every_team()
        found = [each for each in every if team in ("", each.team_id) and number in (None, each.number)]
        if as_csv:
            fleets = [each for each in found if each.fleet]
            if len(fleets) != 1:
                raise Misuse("cli-misuse-value", name="--csv", why=texts("cli-decisions-which"))
            programs = await SqlDecisions(database).programs(fleets[0].team_id, fleets[0].id)
            print_file(rollout_csv(fleets[0], programs, texts))
            return
    if as_json:
        print_json({"decisions": [decision_json(each) for each in found]})
        return
    for each in found:
        votes = texts("cli-decision-votes", count=len(each.votes), needed=each.needed)
        print_text(f"{each.team_id}  {decision_title(each, texts)}  {each.state}  {votes}")
    if not found:
        print_text(texts("cli-decisions-none"))

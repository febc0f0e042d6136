"""`baselib decisions`: what was proposed, approved and set, for the operator and for programs."""

from collections.abc import Sequence
from typing import Annotated

import typer

from bot.blocks.decisions.card import decision_title
from bot.blocks.decisions.rollout.spreadsheet import rollout_csv
from bot.cli.operate.database import WithDatabase
from bot.cli.output import print_file, print_json
from bot.domain.decisions.decision import Decision
from bot.export.decision_files import decision_json
from bot.i18n import Texts
from bot.storage.decisions.decisions import SqlDecisions
from bot.storage.decisions.rollouts import SqlRollouts
from bot.storage.engine.database import Database


def add_decisions(cli: typer.Typer, texts: Texts, with_database: WithDatabase) -> None:
    """Add `decisions`."""
    team_option = typer.Option("--team", help=texts("cli-decisions-team"))
    json_option = typer.Option("--json", help=texts("cli-json"))
    csv_option = typer.Option("--csv", help=texts("cli-decisions-csv"))
    number_argument = typer.Argument(help=texts("cli-decisions-number"))

    @cli.command(help=texts("cli-decisions"))
    def decisions(
        number: Annotated[int | None, number_argument] = None,
        team: Annotated[str, team_option] = "",
        as_json: Annotated[bool, json_option] = False,  # noqa: FBT002
        as_csv: Annotated[bool, csv_option] = False,  # noqa: FBT002
    ) -> None:
        async def work(database: Database, _listed: object) -> None:
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
                typer.echo(f"{each.team_id}  {decision_title(each, texts)}  {each.state}  {votes}")
            if not found:
                typer.echo(texts("cli-decisions-none"))

        with_database(work)


async def _print_programs(database: Database, found: Sequence[Decision], texts: Texts) -> None:
    """Print the programs of the one decision meant.

    Raises:
        BadParameter: it is not one decision for a fleet.
    """
    fleets = [each for each in found if each.fleet]
    if len(fleets) != 1:
        raise typer.BadParameter(texts("cli-decisions-which"), param_hint="--csv")
    (decision,) = fleets
    programs = await SqlRollouts(database, SqlDecisions(database)).programs(decision.team_id, decision.id)
    print_file(rollout_csv(decision, programs, texts))

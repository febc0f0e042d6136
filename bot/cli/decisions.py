"""`baselib decisions`: what was proposed, approved and set, for the operator and for programs."""

from typing import Annotated

import typer

from bot.blocks.decisions.card import decision_title
from bot.cli.operate.database import WithDatabase
from bot.cli.output import print_json
from bot.export.decision_files import decision_json
from bot.i18n import Texts
from bot.storage.decisions.decisions import SqlDecisions
from bot.storage.engine.database import Database


def add_decisions(cli: typer.Typer, texts: Texts, with_database: WithDatabase) -> None:
    """Add `decisions`."""
    team_option = typer.Option("--team", help=texts("cli-decisions-team"))
    json_option = typer.Option("--json", help=texts("cli-json"))

    @cli.command(help=texts("cli-decisions"))
    def decisions(
        team: Annotated[str, team_option] = "",
        as_json: Annotated[bool, json_option] = False,  # noqa: FBT002
    ) -> None:
        async def work(database: Database, _listed: object) -> None:
            await database.prepare()
            every = await SqlDecisions(database).of_every_team()
            found = [each for each in every if team in ("", each.team_id)]
            if as_json:
                print_json({"decisions": [decision_json(each) for each in found]})
                return
            for each in found:
                votes = texts("cli-decision-votes", count=len(each.votes), needed=each.needed)
                typer.echo(f"{each.team_id}  {decision_title(each, texts)}  {each.state}  {votes}")
            if not found:
                typer.echo(texts("cli-decisions-none"))

        with_database(work)

"""`python -m tools.sandbox slack` and `... wechat`: the two processes of the sandbox, which load nothing of the bot."""

import os
from argparse import ArgumentParser
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import yaml

from bot.export.workflow_steps import with_workflow_steps
from tools.sandbox.clock import MovableClock
from tools.sandbox.slack.app import serve as serve_slack
from tools.sandbox.slack.config import AppManifest, SlackSandboxConfig
from tools.sandbox.wechat.app import serve as serve_wechat
from tools.sandbox.wechat.config import ComponentConfig, WeChatSandboxConfig, fleet_programs

_MANIFEST: Final = Path(__file__).parents[2] / "manifest.yml"


def slack(*, port: int, app_url: str, wechat_url: str, rotating: bool, ahead: float) -> None:
    """Run the local Slack workspace; its secrets come from the environment.

    With a client id there are two workspaces.
    """
    public_url = os.environ.get("BASELIB_PUBLIC_URL", "")
    serve_slack(
        SlackSandboxConfig(
            AppManifest.parse(_manifest()),
            bot_token=os.environ.get("SLACK_BOT_TOKEN", ""),
            client_id=os.environ.get("SLACK_CLIENT_ID", ""),
            client_secret=os.environ.get("SLACK_CLIENT_SECRET", ""),
            redirect_url=f"{public_url}/slack/oauth_redirect",
            rotating=rotating,
            app_token=os.environ["SANDBOX_APP_TOKEN"],
            signing_secret=os.environ["SLACK_SIGNING_SECRET"],
            app_url=app_url or None,
            wechat_url=wechat_url or None,
            port=port,
            start=_later(ahead),
        )
    )


def wechat(
    *, port: int, fleet: int, events_url: str, authorised: str | None, ticket_outage: bool, ahead: float
) -> None:
    """Run the local WeChat platform; the component's secrets come from the environment."""
    component = ComponentConfig.of(os.environ, events_url=events_url or None)
    component = replace(component, ticket_outage=ticket_outage)
    if authorised is not None:
        component = replace(component, authorised=let_in(authorised, fleet))
    serve_wechat(WeChatSandboxConfig(port=port, fleet=fleet, start=_later(ahead), component=component))


def let_in(authorised: str, fleet: int) -> list[str]:
    """Return the AppIDs that have authorised the platform: those between the commas, and the fleet's."""
    return [*filter(None, authorised.split(",")), *(program.appid for program in fleet_programs(fleet))]


def _later(seconds: float) -> datetime:
    clock = MovableClock()
    clock.advance(timedelta(seconds=seconds))
    return clock.now()


def _manifest() -> dict[str, Any]:
    """As of an app on a paid plan: with the steps of workflows."""
    return with_workflow_steps(yaml.safe_load(_MANIFEST.read_text(encoding="utf-8")))


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m tools.sandbox")
    services = parser.add_subparsers(required=True)
    for run, port in ((slack, 3001), (wechat, 3002)):
        service = services.add_parser(run.__name__, description=run.__doc__)
        service.set_defaults(run=run)
        service.add_argument("--port", type=int, default=port)
        service.add_argument("--ahead", type=float, default=0.0, help="Seconds by which its clock is ahead.")
        if run is slack:
            service.add_argument("--app-url", default="")
            service.add_argument("--wechat-url", default="")
            service.add_argument("--rotating", action="store_true")
        else:
            service.add_argument("--fleet", type=int, default=0)
            service.add_argument("--events-url", default="")
            service.add_argument("--ticket-outage", action="store_true")
            service.add_argument(
                "--authorised",
                help="AppIDs of the demonstration, separated by commas, that have authorised the third-party platform "
                "before the start; all if left out. The fleet's programs always have.",
            )
    return parser


if __name__ == "__main__":
    typed = vars(_parser().parse_args())
    typed.pop("run")(**typed)

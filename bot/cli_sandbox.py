"""`baselib demo`, and the two sandbox processes that it starts. The sandbox is imported only when it is asked for."""

import asyncio
import os
from contextlib import suppress
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import typer
import yaml

from bot.i18n import Texts

_MANIFESTS: Final = (Path(__file__).parent / "manifest.yml", Path(__file__).parent.parent / "manifest.yml")
"""In an installed package, and in a checkout."""


class Authorised(StrEnum):
    """Who has let the third-party platform in before the local WeChat starts."""

    ALL = "all"
    FLEET = "fleet"
    """The synthetic programs, and not those of the demonstration."""
    NONE = "none"


def add_sandbox(cli: typer.Typer, texts: Texts) -> None:
    """Add `demo` and the hidden group `sandbox`."""

    @cli.command(help=texts("cli-demo"))
    def demo(
        port: int = typer.Option(3001, help=texts("cli-demo-port")),
        socket_mode: bool = typer.Option(False, "--socket-mode", help=texts("cli-demo-socket-mode")),  # noqa: FBT001, FBT003
    ) -> None:
        from bot.sandbox import launch  # noqa: PLC0415

        def announce(url: str) -> None:
            typer.echo(texts("cli-demo-ready", url=url))

        try:
            with suppress(KeyboardInterrupt):
                asyncio.run(launch.demo((port - 1, port, port + 1), socket_mode=socket_mode, announce=announce))
        except launch.LaunchFailedError as error:
            typer.echo(texts("cli-demo-failed", why=str(error)), err=True)
            raise typer.Exit(1) from error

    sandbox = typer.Typer(hidden=True, no_args_is_help=True)

    @sandbox.command()
    def slack(port: int = 3001, app_url: str = "", wechat_url: str = "") -> None:
        """The local Slack workspace; its secrets come from the environment."""
        from bot.sandbox.slack.config import AppManifest, SlackSandboxConfig  # noqa: PLC0415
        from bot.sandbox.slack.serve import serve  # noqa: PLC0415

        serve(
            SlackSandboxConfig(
                AppManifest.parse(_manifest()),
                bot_token=os.environ["SLACK_BOT_TOKEN"],
                app_token=os.environ["SANDBOX_APP_TOKEN"],
                signing_secret=os.environ["SLACK_SIGNING_SECRET"],
                app_url=app_url or None,
                wechat_url=wechat_url or None,
                port=port,
            )
        )

    @sandbox.command()
    def wechat(
        port: int = 3002,
        fleet: int = 0,
        events_url: str = "",
        authorised: Authorised = Authorised.ALL,
        ticket_outage: bool = False,  # noqa: FBT001, FBT002  # what typer makes an option of
    ) -> None:
        """The local WeChat platform; the component's secrets come from the environment."""
        from bot.sandbox.wechat.app import serve  # noqa: PLC0415
        from bot.sandbox.wechat.component.config import ComponentConfig  # noqa: PLC0415
        from bot.sandbox.wechat.config import WeChatSandboxConfig, fleet_programs  # noqa: PLC0415

        component = ComponentConfig.of(os.environ, events_url=events_url or None)
        component = replace(component, ticket_outage=ticket_outage)
        if authorised is not Authorised.ALL:
            appids = [program.appid for program in fleet_programs(fleet)] if authorised is Authorised.FLEET else []
            component = replace(component, authorised=appids)
        serve(WeChatSandboxConfig(port=port, fleet=fleet, component=component))

    cli.add_typer(sandbox, name="sandbox")


def _manifest() -> dict[str, Any]:
    path = next(path for path in _MANIFESTS if path.exists())
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded

"""`baselib manifest`: the Slack app's manifest without anything left to edit."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

import typer

import bot
from bot.export.manifest import create_link, finished, manifest_json, manifest_yaml, read_manifest
from bot.export.workflow_steps import with_workflow_steps
from bot.i18n import Texts

_PACKAGE: Final = Path(bot.__file__).parent
_PLACES: Final = (_PACKAGE.parent / "manifest.yml", _PACKAGE / "manifest.yml")
"""In a clone, and in an installed package."""
_LONGEST_LINK: Final = 8_000
"""Bytes of a request line that any web server takes."""
_HOST: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\.[A-Za-z]{2,}(?::[0-9]{1,5})?", re.ASCII)


def add_manifest(cli: typer.Typer, texts: Texts, public_url: Callable[[], str]) -> None:
    """Add `manifest`.

    Args:
        cli: the command line.
        texts: its language.
        public_url: `BASELIB_PUBLIC_URL`; empty when it is not set.
    """
    socket_option = typer.Option("--socket", help=texts("cli-manifest-socket"))
    host_option = typer.Option("--host", help=texts("cli-manifest-host"), metavar="HOST", show_default=False)
    steps_option = typer.Option("--workflow-steps", help=texts("cli-manifest-workflow-steps"))
    mcp_option = typer.Option("--mcp", help=texts("cli-manifest-mcp"))
    json_option = typer.Option("--json", help=texts("cli-manifest-json"))

    @cli.command(help=texts("cli-manifest"))
    def manifest(
        socket: Annotated[bool, socket_option] = False,  # noqa: FBT002
        host: Annotated[str, host_option] = "",
        workflow_steps: Annotated[bool, steps_option] = False,  # noqa: FBT002
        mcp: Annotated[bool, mcp_option] = False,  # noqa: FBT002
        as_json: Annotated[bool, json_option] = False,  # noqa: FBT002
    ) -> None:
        if socket and host:
            raise typer.BadParameter(texts("cli-manifest-either"), param_hint="--host")
        url = _url(host, texts) if host else "" if socket else public_url()
        source = with_workflow_steps(_source()) if workflow_steps else _source()
        if mcp and not url:
            raise typer.BadParameter(texts("cli-manifest-mcp-address"), param_hint="--mcp")
        made = finished(source, url=url, agents=mcp)
        if as_json:
            typer.echo(manifest_json(made))
            return
        typer.echo(manifest_yaml(made), nl=False)
        # On standard error: what is printed can be piped to a file and pasted.
        then = [texts("cli-manifest-then" if url else "cli-manifest-then-socket")]
        then += [texts("cli-manifest-paid")] if workflow_steps else []
        link = create_link(made)
        how = [texts("cli-manifest-paste")] if len(link) > _LONGEST_LINK else [texts("cli-manifest-link"), link]
        typer.echo("\n".join([*how, *then]), err=True)


def _source() -> dict[str, object]:
    file = next(place for place in _PLACES if place.exists())
    return read_manifest(file.read_text("utf-8"))


def _url(host: str, texts: Texts) -> str:
    """The address of a host, or an address as it is; Slack calls nothing but https.

    Raises:
        BadParameter: it is neither.
    """
    parts = urlsplit(host if "://" in host else f"https://{host}")
    if parts.scheme != "https" or not _HOST.fullmatch(parts.netloc) or parts.query or parts.fragment:
        raise typer.BadParameter(texts("cli-manifest-bad-host", host=host), param_hint="--host")
    return parts.geturl().rstrip("/")

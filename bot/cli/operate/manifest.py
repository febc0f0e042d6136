"""`baselib manifest`: the Slack app's manifest without anything left to edit."""

import re
from contextlib import suppress
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import bot
from bot.cli.kit.parser import Misuse
from bot.cli.output import print_error, print_text
from bot.errors import SettingsError
from bot.export.manifest import create_link, finished, manifest_json, manifest_yaml, read_manifest
from bot.export.workflow_steps import with_workflow_steps
from bot.i18n import Texts
from bot.settings import load_settings

_PACKAGE: Final = Path(bot.__file__).parent
_PLACES: Final = (_PACKAGE.parent / "manifest.yml", _PACKAGE / "manifest.yml")
"""In a clone, and in an installed package."""
_LONGEST_LINK: Final = 8_000
"""Bytes of a request line that any web server takes."""
_HOST: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\.[A-Za-z]{2,}(?::[0-9]{1,5})?", re.ASCII)


def manifest(
    texts: Texts, *, socket: bool, host: str, workflow_steps: bool, mcp: bool, optional_scopes: bool, as_json: bool
) -> None:
    """Print the manifest, and on standard error what to do with it."""
    if socket and host:
        raise Misuse("cli-misuse-value", name="--host", why=texts("cli-manifest-either"))
    url = _url(host, texts) if host else "" if socket else _public_url()
    source = with_workflow_steps(_source()) if workflow_steps else _source()
    if mcp and not url:
        raise Misuse("cli-misuse-value", name="--mcp", why=texts("cli-manifest-mcp-address"))
    made = finished(source, url=url, agents=mcp, optional=optional_scopes)
    if as_json:
        print_text(manifest_json(made))
        return
    print_text(manifest_yaml(made).removesuffix("\n"))
    then = [texts("cli-manifest-then" if url else "cli-manifest-then-socket")]
    then += [texts("cli-manifest-paid")] if workflow_steps else []
    then += [texts("cli-manifest-untried")] if optional_scopes else []
    link = create_link(made)
    how = [texts("cli-manifest-paste")] if len(link) > _LONGEST_LINK else [texts("cli-manifest-link"), link]
    print_error("\n".join([*how, *then]))


def _public_url() -> str:
    with suppress(SettingsError):
        url = load_settings().baselib_public_url
        return url if url.startswith("https:") else ""
    return ""


def _source() -> dict[str, object]:
    file = next(place for place in _PLACES if place.exists())
    return read_manifest(file.read_text("utf-8"))


def _url(host: str, texts: Texts) -> str:
    """Return the address of a host, or an address as it is; Slack calls nothing but https."""
    parts = urlsplit(host if "://" in host else f"https://{host}")
    if parts.scheme != "https" or not _HOST.fullmatch(parts.netloc) or parts.query or parts.fragment:
        raise Misuse("cli-misuse-value", name="--host", why=texts("cli-manifest-bad-host", host=host))
    return parts.geturl().rstrip("/")

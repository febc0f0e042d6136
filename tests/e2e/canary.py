"""Looks for the third-party platform's secrets where they must not be."""

import re
from collections.abc import Collection, Mapping
from typing import Any, Final

from tests.e2e.person import Person

_NAMES: Final = (
    *("COMPONENT_SECRET", "COMPONENT_TOKEN", "COMPONENT_AES_KEY", "ENCRYPTION_KEYS"),
    *("BOT_TOKEN", "SIGNING_SECRET"),
)
_LINKS: Final = re.compile(r"/wechat/authorize\?pass=[\w=%-]+")
"""Where a pass belongs: in the message that gives it."""
_MADE: Final = re.compile(
    r"(?:ticket|refreshtoken|queryauthcode|preauthcode)(?:@|%40){3}[\w-]{8}"  # what the local WeChat hands out
    r"|98_[\w-]{100}"  # an access token
    r"|gAAAAA[\w-]{20}"  # something sealed, such as a pass
)


def secrets_of(environment: Mapping[str, str]) -> set[str]:
    secrets = {part for name, value in environment.items() if name.endswith(_NAMES) for part in value.split(",")}
    assert len(secrets) >= len(_NAMES)
    return secrets


def leaks(text: str, secrets: Collection[str]) -> list[str]:
    """The secrets in a text: configured, issued by WeChat, or made by the bot."""
    return [secret for secret in secrets if secret in text] + _MADE.findall(text)


async def all_messages(person: Person) -> str:
    """All messages that this person sees, without merchants' links."""
    channels: list[dict[str, Any]] = (await person.http.get("/sandbox/state")).json()["channels"]
    text = "".join([repr(await person.in_(channel["id"]).messages()) for channel in channels])
    return _LINKS.sub("", text)

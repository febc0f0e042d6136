"""The environment of the bot in the sandbox: other addresses, made-up secrets, and nothing of the operator's own."""

import os
import secrets
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cryptography.fernet import Fernet

from tools.sandbox.wechat.component.config import ComponentConfig
from tools.sandbox.wechat.config import Program
from tools.sandbox.wechat.public import PUBLIC

PROVIDER_BEARER: Final = "sandbox-provider-bearer"
_KEPT: Final = ("PATH", "HOME", "LANG", "TZ", "PYTHONPATH", "VIRTUAL_ENV", "COVERAGE_PROCESS_START", "BASELIB_LOCALE")
_NOT_ASKED_FOR: Final = ("SANDBOX_APP_TOKEN", "LOG_LEVEL")
"""Left out of the `.env`: the sandbox's own token, and the bot's log level beside the sandbox."""
_LETTERS_AND_DIGITS: Final = string.ascii_letters + string.digits


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the three processes listen."""

    bot: str
    slack: str
    wechat: str


def bare_environment() -> dict[str, str]:
    """The minimal environment that a process needs to start."""
    return {name: os.environ[name] for name in _KEPT if name in os.environ}


def settings_in(environment: Mapping[str, str]) -> str:
    """The lines of a `.env` for starting the bot of this environment by hand."""
    left_out = {*_KEPT, *_NOT_ASKED_FOR}
    return "".join(f"{name}={value}\n" for name, value in environment.items() if value and name not in left_out)


def secrets_and_addresses(addresses: Addresses, *, socket_mode: bool) -> dict[str, str]:
    """The bot's settings of Slack and WeChat, whatever its credential source."""
    # The sandbox always has an app token; the bot gets it only in Socket Mode.
    app_token = f"xapp-{secrets.token_hex(16)}"
    return {
        "SLACK_BOT_TOKEN": f"xoxb-{secrets.token_hex(16)}",
        "SLACK_SIGNING_SECRET": secrets.token_hex(16),
        "SLACK_API_URL": f"{addresses.slack}/api/",
        "WECHAT_API_URL": addresses.wechat,
        "WECHAT_PUBLIC_URL": f"{addresses.wechat}{PUBLIC}",
        "BASELIB_CLOCK_URL": f"{addresses.slack}/sandbox/clock",
        "LOG_LEVEL": "WARNING",
        "SANDBOX_APP_TOKEN": app_token,
        **({"SLACK_APP_TOKEN": app_token} if socket_mode else {}),
    }


def by_oauth(addresses: Addresses, *, home_team: str) -> dict[str, str]:
    """Settings of a bot that any workspace can install; programs without a requester belong to `home_team`."""
    return {
        "BASELIB_HOME_TEAM": home_team,
        "SLACK_BOT_TOKEN": "",
        "SLACK_CLIENT_ID": f"{secrets.randbelow(10**11)}.{secrets.randbelow(10**11)}",
        "SLACK_CLIENT_SECRET": secrets.token_hex(16),
        "BASELIB_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        "BASELIB_PUBLIC_URL": addresses.bot,
    }


def with_token_service(addresses: Addresses, programs: Sequence[Program]) -> dict[str, str]:
    """Settings of a bot whose provider has a token service."""
    return {
        "WECHAT_PROGRAMS": ",".join(f"{program.alias}={program.appid}" for program in programs),
        "WECHAT_TOKEN_URL": f"{addresses.wechat}/provider/token",
        "WECHAT_TOKEN_BEARER": PROVIDER_BEARER,
    }


def as_platform(addresses: Addresses) -> dict[str, str]:
    """Settings of a bot that is the third-party platform itself. It knows no program until one authorises it."""
    return {
        "WECHAT_COMPONENT_APPID": ComponentConfig().appid,
        "WECHAT_COMPONENT_SECRET": secrets.token_hex(16),
        "WECHAT_COMPONENT_TOKEN": secrets.token_hex(8),
        "WECHAT_COMPONENT_AES_KEY": "".join(secrets.choice(_LETTERS_AND_DIGITS) for _ in range(43)),
        "BASELIB_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        "BASELIB_PUBLIC_URL": addresses.bot,
    }

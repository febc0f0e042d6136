"""`.env` files: names and values changed, quoted, doubled, broken; then read as the bot reads them at its start."""

import contextlib
import os
import tempfile
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from random import Random
from typing import Final

from bot.errors import SettingsError
from bot.settings import Settings, load_settings, missing_for_run
from tools.fuzz.mutate import JUNK, mutated_bytes, mutated_text, sometimes
from tools.fuzz.subject import Outcome

CANARY: Final = "canary7f3a9d0n0tl34kcanary7f3a9d0n0tl34k0123"
"""Good for a token, and of the length of an EncodingAESKey and of a Fernet key's text."""
_KEY: Final = f"{CANARY[:43]}="
_VALUES: Final[dict[str, Sequence[str]]] = {
    "SLACK_BOT_TOKEN": (f"xoxb-{CANARY}",),
    "SLACK_APP_TOKEN": ("", f"xapp-{CANARY}"),
    "SLACK_SCOPES": ("commands,chat:write",),
    "WECHAT_PROGRAMS": ("shop=wx1234567890abcdef,news=wx2234567890abcdef", "wx1"),
    "WECHAT_TOKEN_URL": (f"https://me:{CANARY}@tokens.example.com/{{appid}}?key={CANARY}",),
    "WECHAT_PROGRAMS_URL": (f"https://tokens.example.com/programs?key={CANARY}",),
    "WECHAT_COMPONENT_APPID": ("", "wx0c0mp0nent000001"),
    "WECHAT_COMPONENT_AES_KEY": (CANARY[:43], f"{CANARY[:43]},{CANARY[:43]}"),
    "WECHAT_PUBLIC_URL": ("off", "https://mp.weixin.qq.com/debug/getpublibpercentage"),
    "WECHAT_PERCENTAGE_MEANING": ("share",),
    "WECHAT_PERCENTAGE_SCALE": ("percent",),
    "DATABASE_URL": ("sqlite:///baselib.db", f"postgresql://me:{CANARY}@db/baselib"),
    "BASELIB_ENCRYPTION_KEYS": (_KEY, f"{_KEY},{_KEY}"),
    "SWEEP_WINDOW": ("01:00-07:00",),
    "DIGEST_CHANNEL": ("C0123456789",),
    "DIGEST_AT": ("mon 09:00", "mon,fri 9:00"),
    "DIGEST_TIMEZONE": ("Europe/Berlin",),
    "BASELIB_LOCALE": ("zh-CN",),
    "BASELIB_MAY_SET_MINIMUM": ("off", "on"),
    "BASELIB_ADMINS": ("U0123456789", "T0123456789/U0123456789"),
    "BASELIB_CLOCK_URL": ("http://127.0.0.1:3000/clock",),
    "BASELIB_HOME_TEAM": ("T0123456789",),
    "BASELIB_PUBLIC_URL": ("https://baselib.example.com",),
    "HOST": ("0.0.0.0",),  # noqa: S104  # nothing listens
    "PORT": ("3000",),
    "LOG_LEVEL": ("DEBUG",),
    "LOG_FORMAT": ("json",),
}
"""What a setting may be; one that is not here is a secret, or an address."""


_GOOD: Final[dict[str, Sequence[str]]] = {
    name.upper(): _VALUES.get(name.upper(), ("https://slack.example.com/api/",) if name.endswith("url") else (CANARY,))
    for name in Settings.model_fields
}


class EnvFiles:
    """The settings, from files in one folder."""

    canaries = (CANARY[:20],)

    def __init__(self, folder: Path) -> None:
        self._file = folder / ".env"

    def make(self, rng: Random) -> bytes:
        """A file with some settings, of which one or two are changed."""
        lines = [f"{name}={rng.choice(_GOOD[name])}" for name in rng.sample(sorted(_GOOD), rng.randint(1, 12))]
        for _ in range(rng.randint(0, 2)):
            at = rng.randrange(len(lines))
            name, _, value = lines[at].partition("=")
            if sometimes(rng, 3):
                value = str(rng.choice(JUNK))
            lines[at] = f"{name}={mutated_text(value, rng)}" if sometimes(rng, 2) else f"{name}={_quoted(value, rng)}"
        text = "".join(f"{line}\n" for line in lines).encode(errors="surrogatepass" if sometimes(rng, 4) else "replace")
        return mutated_bytes(text, rng) if sometimes(rng, 4) else text

    async def take(self, given: bytes) -> Outcome:
        """Read it, and all that is derived from it."""
        self._file.write_bytes(given)
        try:
            settings = load_settings(str(self._file))
        except SettingsError as error:
            return Outcome(f"{error} {error!r} {error.params} {error.__cause__!r} {error.__context__!r}")
        derived = (
            settings.pin,
            settings.credentials,
            settings.shares_one_token,
            settings.filled,
            settings.many_workspaces,
        )
        missing = missing_for_run(settings)
        hidden = repr(settings) if _is_secret(given, settings) else ""
        return Outcome(f"{derived} {missing} {settings.first_digest} {hidden}")


def _quoted(value: str, rng: Random) -> str:
    return rng.choice(("'{}'", '"{}"', " {} ", "'{}", '{}"', "{} # a note", "export {}", "${{{}}}")).format(value)


def _is_secret(given: bytes, settings: Settings) -> bool:
    """Whether the canaries stand only where secrets stand: a change may have joined a line to another."""
    leaks = sum(secret.count(CANARY[:20]) for secret in set(settings.secrets))
    return leaks > 0 and given.count(CANARY[:20].encode()) == leaks


@contextlib.asynccontextmanager
async def env_files() -> AsyncIterator[EnvFiles]:
    """In a folder of their own, and without settings in the environment."""
    with tempfile.TemporaryDirectory() as folder:
        before = {name: os.environ.pop(name) for name in list(os.environ) if name.lower() in Settings.model_fields}
        yield EnvFiles(Path(folder))
        os.environ.update(before)

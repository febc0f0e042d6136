"""Credential sources: where a program's access token comes from.

A source for third-party platforms (component token, authorizer token) fits in as one more `TokenIssuer`.
"""

from datetime import UTC, datetime

from pydantic import SecretStr

from bot.ports import AccessToken

_NEVER = datetime.max.replace(tzinfo=UTC)


class StaticToken:
    """One token for every program, from the settings, for trying Baselib out: WeChat ends it within two hours.

    Serves `bot.ports.CredentialSource`.
    """

    def __init__(self, token: SecretStr) -> None:
        self._token = AccessToken(token.get_secret_value(), refresh_at=_NEVER)

    async def token(self, appid: str, *, refused: AccessToken | None = None) -> AccessToken:  # noqa: ARG002
        """The token. There is no other one, so a refused one comes back and the refusal stands."""
        return self._token

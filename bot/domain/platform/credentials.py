"""Where WeChat's access tokens come from."""

from enum import StrEnum


class Credentials(StrEnum):
    """Where WeChat's access tokens come from: a sentence each in the catalogs (`home-credentials-...`)."""

    PLATFORM = "platform"
    """Baselib is the third-party platform itself."""
    SERVICE = "service"
    """The operator's own token service."""
    SECRET = "secret"  # noqa: S105  # a name
    """The Mini Program's own AppSecret."""
    STATIC = "static"
    """One fixed token, for trials."""
    NONE = "none"

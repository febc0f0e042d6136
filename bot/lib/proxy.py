"""Whether requests go through a proxy."""

from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass


def behind_proxy() -> bool:
    """Whether the environment names one (`HTTPS_PROXY`): a library that looks by itself does so for each request."""
    return bool(getproxies().keys() - {"no"})


def bypasses_proxy(url: str) -> bool:
    """Whether the environment leaves an address out (`NO_PROXY`)."""
    return bool(proxy_bypass(urlsplit(url).hostname or ""))

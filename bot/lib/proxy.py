"""Whether requests go through a proxy."""

from urllib.request import getproxies


def behind_proxy() -> bool:
    """Whether the environment names one (`HTTPS_PROXY`): a library that looks by itself does so for each request."""
    return bool(getproxies().keys() - {"no"})

"""Which Baselib is installed."""

from contextlib import suppress
from importlib import import_module


def installed_version() -> str:
    """Return the version of Baselib, or of the package with `scan` alone; 0 when neither is installed."""
    metadata = import_module("importlib.metadata")  # slow to load, and few commands need it
    for name in ("baselib-wechat", "baselib-wechat-scan"):
        with suppress(metadata.PackageNotFoundError):
            return str(metadata.version(name))
    return "0"

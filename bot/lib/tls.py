"""How certificates are verified."""

import ssl
from functools import cache

import httpx


@cache
def verification() -> ssl.SSLContext:
    """The same for all clients of this process: reading the authorities takes 20 ms and megabytes."""
    return httpx.create_ssl_context()

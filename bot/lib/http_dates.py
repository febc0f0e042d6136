"""Reads the Date header of HTTP answers."""

from contextlib import suppress
from datetime import datetime
from email.utils import parsedate_to_datetime


def read_date(text: str) -> datetime | None:
    """The instant of a Date header (aware, to the second); None for anything else.

    https://www.rfc-editor.org/rfc/rfc9110#name-date-time-formats
    """
    with suppress(ValueError):
        moment = parsedate_to_datetime(text)
        return moment if moment.tzinfo else None
    return None

"""Whether the users of a program have an API."""

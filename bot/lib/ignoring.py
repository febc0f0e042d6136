"""A callback that does nothing, for callers without one."""


def ignore(*_args: object, **_more: object) -> None:
    """Do nothing, with any arguments."""

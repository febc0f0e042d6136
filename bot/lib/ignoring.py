"""What stands for a callback where nothing wants to be called."""


def ignore(*_args: object, **_more: object) -> None:
    """Do nothing, whatever it is called with."""

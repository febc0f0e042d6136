"""Whose numbers may be read."""

from typing import Final, NewType

Visible = NewType("Visible", str)
"""The AppID of a program that exists for a viewpoint: what is kept of a program can be read with nothing else.

An AppID from anywhere else (typed, carried by a button, on record in an alert) is text until `VisiblePrograms` finds
the program.
"""
OF_ALL: Final = Visible("wechat")
"""All of WeChat: public, and so there for everyone."""
IMPORTED: Final = "imported-"
"""How the made-up AppID of a program begins that people import; no AppID does."""

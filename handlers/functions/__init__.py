"""Functions of the app that Slack's Workflow Builder runs: steps, and the selects of steps.

A decorator registers the function for a name; one listener serves all of them.
"""

from handlers.functions.registry import FUNCTIONS, register

__all__ = ["FUNCTIONS", "register"]

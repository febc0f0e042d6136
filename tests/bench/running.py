"""A benchmark as it is typed."""

import io
import runpy
import sys
from contextlib import redirect_stdout

import pytest


def printed(module: str, *arguments: str) -> str:
    """What `python -m <module>` prints."""
    with pytest.MonkeyPatch.context() as patched, redirect_stdout(io.StringIO()) as output:
        patched.setattr(sys, "argv", [module, *arguments])
        patched.delitem(sys.modules, f"{module}.__main__", raising=False)  # it runs as what is called __main__
        runpy.run_module(module, run_name="__main__")
    return output.getvalue()

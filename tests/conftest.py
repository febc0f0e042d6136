"""What all tests share: databases when one asks, what becomes of skipped tests, and how examples are drawn."""

import os

from hypothesis import settings

pytest_plugins = [
    "tests.garbage",  # the first: before the others import much
    "tests.plain_tracebacks",
    "tests.clock",
    "tests.in_memory",
    "tests.skips",
    "tests.order",
    "tests.whole",
    "tests.once_per_run",
    "tests.postgres",
    "tests.sqlite",
    "tests.bare_environment",
]

# How long an example takes says more about the machine than about the code.
settings.register_profile("here", deadline=None, max_examples=50)
# A gate gives the same answer to the same code; new examples are for whoever works on it.
settings.register_profile("gate", settings.get_profile("here"), derandomize=True)
# For whoever has changed what they prove: `make test PYTEST_ARGS=--hypothesis-profile=thorough`.
settings.register_profile("thorough", settings.get_profile("here"), max_examples=1000)
# For `make check`: the shape of the mistake that was just made, not the rare one.
settings.register_profile("quick", settings.get_profile("gate"), max_examples=5)
settings.load_profile("gate" if os.environ.get("REQUIRE_ALL") == "1" else "here")

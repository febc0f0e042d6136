"""What all tests share: databases, skipped tests, and how examples are drawn."""

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

# An example's time says more about the machine than about the code.
settings.register_profile("here", deadline=None, max_examples=50)
# A gate gives the same answer to the same code; new examples are for developers.
settings.register_profile("gate", settings.get_profile("here"), derandomize=True)
# After changing what they prove: `make test PYTEST_ARGS=--hypothesis-profile=thorough`.
settings.register_profile("thorough", settings.get_profile("here"), max_examples=1000)
# For `make check`: finds a mistake just made, not a rare one.
settings.register_profile("quick", settings.get_profile("gate"), max_examples=5)
settings.load_profile("gate" if os.environ.get("REQUIRE_ALL") == "1" else "here")

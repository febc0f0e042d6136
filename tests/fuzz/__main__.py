"""`make fuzz`: a million random inputs. Prints one JSON object; the exit code is 1 when something must not happen."""

import argparse
import asyncio
import json
import os
import secrets
import sys

from bot.settings import Settings
from tests.fuzz.kinds import KINDS
from tests.fuzz.run import again, run


def _progress(kind: str, fed: int, faults: int) -> None:
    sys.stderr.write(f"{kind}: {fed:,} fed, {faults} faults\n")


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=1_000_000, help="how many (1,000,000)")
    parser.add_argument("--seed", default="", help="the same seed gives the same inputs; a random one otherwise")
    parser.add_argument("--kind", choices=[kind.name for kind in KINDS], help="only these inputs")
    parser.add_argument("--at", type=int, help="only this one of the kind, to look at what went wrong")
    given = parser.parse_args()
    seed = given.seed or secrets.token_hex(4)
    kinds = [kind for kind in KINDS if given.kind in (None, kind.name)]
    for name in [name for name in os.environ if name.lower() in Settings.model_fields]:
        del os.environ[name]
    sys.stderr.write(f"seed {seed}\n")
    if given.at is None:
        result = asyncio.run(run(kinds, inputs=given.inputs, seed=seed, progress=_progress))
    else:
        result = asyncio.run(again(kinds[0], given.at, seed=seed))
    sys.stdout.write(json.dumps(result.to_json(), indent=2, ensure_ascii=False) + "\n")
    return 1 if result.faults else 0


if __name__ == "__main__":
    sys.exit(main())

"""`make fuzz`: a million random inputs. Prints one JSON object; the exit code is 1 when something must not happen."""

import argparse
import asyncio
import json
import secrets
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from typing import Final

from tools.fuzz.files import Imports, LogSecrets, Markup, Sources, env_files
from tools.fuzz.run import Kind, again, run
from tools.fuzz.slack_answers import SlackAnswers
from tools.fuzz.slack_requests import Commands, SlackRequests, WorkflowSteps, opened, tools
from tools.fuzz.wechat_answers import Pushes, WeChatAnswers

KINDS: Final[Sequence[Kind]] = (
    Kind("slack-request", 8, lambda: opened(SlackRequests)),
    Kind("command-text", 4, lambda: opened(Commands)),
    Kind("slack-answer", 8, lambda: nullcontext(SlackAnswers())),
    Kind("wechat-push", 20, lambda: nullcontext(Pushes())),
    Kind("wechat-answer", 35, lambda: nullcontext(WeChatAnswers())),
    Kind("import", 10, lambda: nullcontext(Imports())),
    Kind("log-secret", 10, lambda: nullcontext(LogSecrets())),
    Kind("workflow-step", 1, lambda: opened(WorkflowSteps)),
    Kind("env-file", 1, env_files),
    Kind("source", 1, lambda: nullcontext(Sources())),
    Kind("markup", 1, lambda: nullcontext(Markup())),
    Kind("tool", 1, tools),
)
"""The last five take several milliseconds each."""


def main() -> int:
    """Feed them all, or again one that went wrong."""
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=1_000_000, help="how many (1,000,000)")
    parser.add_argument("--seed", default="", help="the same seed gives the same inputs; a random one otherwise")
    parser.add_argument("--kind", choices=[kind.name for kind in KINDS], help="only these inputs")
    parser.add_argument("--at", type=int, help="only this one of the kind, to look at what went wrong")
    given = parser.parse_args()
    seed = given.seed or secrets.token_hex(4)
    kinds = [kind for kind in KINDS if given.kind in (None, kind.name)]
    sys.stderr.write(f"seed {seed}\n")
    if given.at is None:
        result = asyncio.run(run(kinds, inputs=given.inputs, seed=seed))
    else:
        result = asyncio.run(again(kinds[0], given.at, seed=seed))
    sys.stdout.write(json.dumps(result.to_json(), indent=2, ensure_ascii=False) + "\n")
    return 1 if result.faults else 0


if __name__ == "__main__":
    sys.exit(main())

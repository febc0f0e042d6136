"""The kinds of inputs, and how many of each."""

from collections.abc import Sequence
from typing import Final

from tests.fuzz.pushes import pushes
from tests.fuzz.settings import env_files
from tests.fuzz.slack_answers import slack_answers
from tests.fuzz.slack_requests import command_texts, slack_requests
from tests.fuzz.sources import sources
from tests.fuzz.subject import Kind
from tests.fuzz.wechat_answers import wechat_answers

KINDS: Final[Sequence[Kind]] = (
    Kind("slack-request", 8, slack_requests),
    Kind("command-text", 4, command_texts),
    Kind("slack-answer", 8, slack_answers),
    Kind("wechat-push", 20, pushes),
    Kind("wechat-answer", 58, wechat_answers),
    Kind("env-file", 1, env_files),
    Kind("source", 1, sources),
)
"""The last two take several milliseconds each."""

"""Times answers from stored numbers: from the request until the whole answer has arrived."""

from functools import partial
from random import Random
from typing import Final

from bench.figures import summary
from bench.fleet import fleet
from bench.inbox import Inbox
from bench.load import callers
from bench.processes import BenchError
from bench.results import Acks, Answers
from bench.seed import sampled
from bench.serving import progress
from bench.site import Site

_CAN: Final = ("can wx.getPrivacySetting request.enableChunked", b"getPrivacySetting")
_TREND: Final = ("trend", b"data_visualization")
"""The question, and a text that the right answer contains."""


async def answering(here: Site, database: str) -> Answers:
    """Ask two questions about one program, one after the other; today's numbers are stored, so WeChat is not called.

    Raises:
        BenchError: an answer is not the expected one.
    """
    progress("answers to questions")
    can, first, again = [], [], []
    async with here.bot(database) as bot, Inbox().open() as inbox, callers(bot.port, 1) as (caller,):

        async def seconds(question: tuple[str, bytes], alias: str) -> float:
            command, shows = question
            spent, answer = await inbox.ask(caller, partial(here.command, bot, f"{command} {alias}"))
            if shows not in answer:
                raise BenchError(f"no answer to {command} {alias}: {answer[:200].decode(errors='replace')}")
            return spent

        for alias in _aliases(here):
            can.append(await seconds(_CAN, alias))
            first.append(await seconds(_TREND, alias))
            again.append(await seconds(_TREND, alias))
    measured = (Acks(*summary(found[here.effort.warm_ups :])) for found in (can, again, first))
    return Answers(*measured)


def _aliases(here: Site) -> list[str]:
    """Programs with a history of every day, in random order, the same in every run; never the same one soon again."""
    effort, random = here.effort, Random(1)  # noqa: S311
    programs, found = fleet(effort.programs), list[str]()
    while len(found) < effort.warm_ups + effort.questions:
        numbers = sampled(effort.programs, effort.sampled)
        random.shuffle(numbers)
        found += [str(programs[number].alias) for number in numbers]
    return found[: effort.warm_ups + effort.questions]

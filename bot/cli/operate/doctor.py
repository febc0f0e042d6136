"""`baselib doctor`: what is wrong, and how to fix it. Exit status 0 when nothing fails, else 1."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from rich.console import Console

import bot
from bot.blocks.doctor import doctor_lines, doctor_summary, explained
from bot.blocks.kit.elements import Message, section
from bot.cli.kit.cores import completed, configured
from bot.cli.kit.terminal import show
from bot.cli.output import print_error, print_json, print_text
from bot.domain.doctor import Finding, healthy, shape_in
from bot.domain.error_attribution import Sample, Verdict, sample_of
from bot.export.doctor_json import diagnosis_json, shape_json
from bot.i18n import Texts
from bot.logs import configure_logging
from bot.wiring.doctor import open_block_checkup, open_checkup, read_all

_SAMPLES: Final = Path(bot.__file__).parents[1] / "tests" / "golden" / "messages"
"""In a clone: the messages that the tests compare with."""


async def doctor(texts: Texts, *, as_json: bool, shape_only: bool, blocks: bool) -> int:
    """Print the findings, only the shape of WeChat's answers, or what Slack says of messages."""
    if blocks:
        return _print_verdicts(await validated(texts, _samples(texts)), texts, as_json=as_json)
    findings = await _diagnosed()
    if shape_only:
        return _print_shape(findings, texts)
    if as_json:
        print_json(diagnosis_json(explained(findings, texts)))
    else:
        lines = [*doctor_lines(findings, texts), f"*{doctor_summary(findings, texts)}*"]
        show(Message("", [section(line) for line in lines]), Console())
    return 0 if healthy(findings) else 1


async def _diagnosed() -> Sequence[Finding]:
    """Return the findings, even when some settings cannot be read."""
    settings, wrong = read_all()
    # The log's warnings would only repeat, less clearly, what doctor finds.
    level = settings.log_level if "log_level" in settings.model_fields_set else "ERROR"
    configure_logging(level=level, log_format=settings.log_format, secrets=settings.secrets)
    async with open_checkup(settings, wrong) as diagnose:
        return await diagnose()


async def validated(texts: Texts, samples: Sequence[Sample]) -> Sequence[Verdict]:
    """Ask Slack's validator about messages, one after the other: its rate is limited."""
    settings = configured()
    completed(settings, [] if settings.slack_bot_token else ["SLACK_BOT_TOKEN"], texts)
    async with open_block_checkup(settings) as check:
        return [await check(sample) for sample in samples]


def _print_shape(findings: Sequence[Finding], texts: Texts) -> int:
    shape = shape_in(findings)
    if shape is None:
        print_error(texts("doctor-no-shape"))
        return 1
    print_json(shape_json(shape))
    return 0


def _samples(texts: Texts) -> Sequence[Sample]:
    files = sorted(_SAMPLES.glob("*.json"))
    read = (sample_of(file.name, json.loads(file.read_text("utf-8"))) for file in files)
    if samples := [sample for sample in read if sample]:
        return samples
    print_error(texts("doctor-blocks-none"))
    raise SystemExit(1)


def _print_verdicts(verdicts: Sequence[Verdict], texts: Texts, *, as_json: bool) -> int:
    refused = [verdict for verdict in verdicts if verdict.problems]
    if as_json:
        print_json(
            {
                verdict.sample.name: [{"pointer": each.pointer, "message": each.message} for each in verdict.problems]
                for verdict in verdicts
            }
        )
    else:
        for verdict in refused:
            lines = [f"  {each.pointer}  {each.message}" for each in verdict.problems]
            print_text("\n".join([verdict.sample.name, *lines]))
        print_text(texts("doctor-blocks-done", count=len(verdicts), refused=len(refused)))
    return 1 if refused else 0

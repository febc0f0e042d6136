"""`baselib doctor`: what is wrong, and how to fix it. Exit status 0 when nothing fails, else 1."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

import bot
from bot.blocks.doctor import doctor_lines, doctor_summary
from bot.blocks.kit.elements import section
from bot.blocks.kit.message import Message
from bot.cli.kit.terminal import show
from bot.cli.output import print_json
from bot.domain.doctor.blocks import Sample, Verdict, sample_of
from bot.domain.doctor.findings import Finding, healthy, shape_in
from bot.export.doctor_json import diagnosis_json, shape_json
from bot.i18n import Texts

_SAMPLES: Final = Path(bot.__file__).parents[1] / "tests" / "golden" / "messages"
"""In a clone: the messages that the tests compare with."""

Validated = Callable[[Sequence[Sample]], Sequence[Verdict]]
"""Asks Slack's validator, and turns our errors into an exit status."""


def add_doctor(
    cli: typer.Typer, texts: Texts, diagnosed: Callable[[], Sequence[Finding]], validated: Validated
) -> None:
    """Add `doctor`.

    Args:
        cli: the command line.
        texts: its language.
        diagnosed: runs the checks.
        validated: asks Slack about messages.
    """
    blocks_option = typer.Option("--blocks", help=texts("cli-doctor-blocks"))
    json_option = typer.Option("--json", help=texts("cli-json"))
    shape_option = typer.Option("--shape", help=texts("cli-doctor-shape"))

    @cli.command(help=texts("cli-doctor"))
    def doctor(
        as_json: Annotated[bool, json_option] = False,  # noqa: FBT002
        shape_only: Annotated[bool, shape_option] = False,  # noqa: FBT002
        blocks: Annotated[bool, blocks_option] = False,  # noqa: FBT002
    ) -> None:
        if blocks:
            _print_verdicts(validated(_samples(texts)), texts, as_json=as_json)
            return
        findings = diagnosed()
        if shape_only:
            _print_shape(findings, texts)
        elif as_json:
            print_json(diagnosis_json(findings, texts))
        else:
            lines = [*doctor_lines(findings, texts), f"*{doctor_summary(findings, texts)}*"]
            show(Message("", [section(line) for line in lines]), Console())
        if not shape_only and not healthy(findings):
            raise typer.Exit(1)


def _print_shape(findings: Sequence[Finding], texts: Texts) -> None:
    shape = shape_in(findings)
    if shape is None:
        typer.echo(texts("doctor-no-shape"), err=True)
        raise typer.Exit(1)
    print_json(shape_json(shape))


def _samples(texts: Texts) -> Sequence[Sample]:
    """The messages on record.

    Raises:
        typer.Exit: there are none outside a clone.
    """
    files = sorted(_SAMPLES.glob("*.json"))
    read = (sample_of(file.name, json.loads(file.read_text("utf-8"))) for file in files)
    if samples := [sample for sample in read if sample]:
        return samples
    typer.echo(texts("doctor-blocks-none"), err=True)
    raise typer.Exit(1)


def _print_verdicts(verdicts: Sequence[Verdict], texts: Texts, *, as_json: bool) -> None:
    """Print each refused message with Slack's pointers.

    Raises:
        typer.Exit: Slack refuses one.
    """
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
            typer.echo("\n".join([verdict.sample.name, *lines]))
        typer.echo(texts("doctor-blocks-done", count=len(verdicts), refused=len(refused)))
    if refused:
        raise typer.Exit(1)

"""`baselib doctor`: what is wrong, and how to fix it. Exit status 0 when nothing fails, else 1."""

from collections.abc import Callable, Sequence
from typing import Annotated

import typer
from rich.console import Console

from bot.blocks.doctor import doctor_lines, doctor_summary
from bot.blocks.kit.elements import section
from bot.blocks.kit.message import Message
from bot.cli.output import print_json
from bot.cli.terminal import show
from bot.domain.doctor.findings import Finding, healthy, shape_in
from bot.export.doctor_json import diagnosis_json, shape_json
from bot.i18n import Texts


def add_doctor(cli: typer.Typer, texts: Texts, diagnosed: Callable[[], Sequence[Finding]]) -> None:
    """Add `doctor`."""
    json_option = typer.Option("--json", help=texts("cli-json"))
    shape_option = typer.Option("--shape", help=texts("cli-doctor-shape"))

    @cli.command(help=texts("cli-doctor"))
    def doctor(
        as_json: Annotated[bool, json_option] = False,  # noqa: FBT002
        shape_only: Annotated[bool, shape_option] = False,  # noqa: FBT002
    ) -> None:
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

"""Help, usage and misuse in the reader's language: typer's own is in English and cuts long Chinese lines off."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

from bot.cli.kit.misuse import Say, explained, name_of
from bot.cli.scan.columns import lines, width_of

Row = tuple[str, str]
"""What is typed, and what it does."""
_NAMES: Final = 26
"""Columns of what is typed: what longer words do begins on the next line."""
_WIDEST: Final = 120


def explain(cli: typer.Typer, say: Say) -> None:
    """Let a command line and every command of it explain themselves in the reader's language."""

    class Explained:
        def format_usage(self, ctx: Any, formatter: Any) -> None:
            formatter.write(f"{_usage(self, ctx, say)}\n")

        def format_help(self, ctx: Any, formatter: Any) -> None:
            formatter.write("\n".join(_page(self, ctx, say, formatter.width)))

    class Command(Explained, TyperCommand):
        def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
            with explained(ctx, say, lambda: _usage(self, ctx, say)):
                return super().parse_args(ctx, args)

        def invoke(self, ctx: Any) -> Any:
            with explained(ctx, say, lambda: _usage(self, ctx, say)):
                return super().invoke(ctx)

    class Group(Explained, TyperGroup):
        def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
            with explained(ctx, say, lambda: _usage(self, ctx, say)):
                return super().parse_args(ctx, args)

        def resolve_command(self, ctx: Any, args: list[str]) -> Any:
            with explained(ctx, say, lambda: _usage(self, ctx, say), command=args[0]):
                return super().resolve_command(ctx, args)

    _let(cli, Command, Group)


def _let(cli: typer.Typer, command: type[TyperCommand], group: type[TyperGroup]) -> None:
    cli.info.cls = group
    cli.info.context_settings = {"max_content_width": _WIDEST}
    cli.rich_markup_mode = None
    for each in cli.registered_commands:
        each.cls = command
    for below in cli.registered_groups:
        if below.typer_instance is not None:
            _let(below.typer_instance, command, group)


def _usage(command: Any, context: Any, say: Say) -> str:
    parameters = command.get_params(context)
    required = [f"{each.opts[0]} {_value(each, context)}" for each in _options(parameters) if each.required]
    arguments = [name if each.required else f"[{name}]" for each in _arguments(parameters) if (name := name_of(each))]
    below = [f"{say('cli-command')} …"] if hasattr(command, "commands") else []
    typed = [f"[{say('cli-options').lower()}]", *required, *arguments, *below]
    return " ".join([f"{say('cli-usage')}:", context.command_path, *typed])


def _page(command: Any, context: Any, say: Say, width: int) -> Iterator[str]:
    yield from (_usage(command, context, say), "", *lines(command.help, width))
    parameters = command.get_params(context)
    shown = [each for each in getattr(command, "commands", {}).values() if not each.hidden]
    parts = {
        "cli-arguments": [(name_of(each), each.help or "") for each in _arguments(parameters)],
        "cli-options": [_option(each, context, say) for each in _options(parameters)],
        "cli-commands": [(each.name, each.help) for each in shown],
    }
    for heading, rows in parts.items():
        if rows:
            yield from ("", f"{say(heading)}:", *_columns(rows, width))


def _arguments(parameters: Sequence[Any]) -> list[Any]:
    return [each for each in parameters if each.param_type_name == "argument"]


def _options(parameters: Sequence[Any]) -> list[Any]:
    return [each for each in parameters if each.param_type_name == "option" and not each.hidden]


def _option(option: Any, context: Any, say: Say) -> Row:
    name = option.opts[0]
    if name in context.help_option_names:
        return name, say("cli-help")
    if option.is_flag:
        return name, option.help
    default = say("cli-default", value=str(option.default)) if option.show_default and option.default else ""
    return f"{name} {_value(option, context)}", f"{option.help} {default}".rstrip()


def _value(option: Any, context: Any) -> str:
    """What follows an option: one of some words, or a word to put something in place of."""
    if option.metavar:
        return str(option.metavar)
    if option.type_descriptor.is_choice:
        return str(option.display_type(context)).strip("<>")
    return str(option.opts[0].removeprefix("--").upper())


def _columns(rows: Sequence[Row], width: int) -> Iterator[str]:
    """What is typed on the left, what it does on the right."""
    names = [width_of(name) for name, _ in rows]
    left = max((each for each in names if each <= _NAMES), default=_NAMES)
    for (name, text), taken in zip(rows, names, strict=True):
        beside = lines(text, width - left - 4)
        first = beside.pop(0) if taken <= left else ""
        yield f"  {name}{' ' * (left - taken)}  {first}".rstrip()
        yield from (f"{' ' * (left + 4)}{line}" for line in beside)

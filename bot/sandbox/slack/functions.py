"""The functions that an app's manifest declares, and whether values fit their parameters.

https://docs.slack.dev/reference/app-manifest/ and https://docs.slack.dev/reference/types/
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.sandbox.slack.validation.check import Check, Problem, boolean, integer, number, pattern, record, string
from bot.sandbox.slack.validation.objects import PLAIN_OPTION, options

JsonObject = dict[str, Any]
MOST_FUNCTIONS: Final = 50
_LONGEST: Final = 40_000
_USER: Final = "slack#/types/user_context"
OPTIONS: Final = "slack#/types/options_select"


@dataclass(frozen=True, slots=True)
class Parameter:
    """An input or an output."""

    name: str
    type: str
    title: str
    description: str
    required: bool
    options_of: str = ""
    """The function whose options fill its select; empty for a plain field."""

    @property
    def is_person(self) -> bool:
        """Whether Slack fills it in, with the person who acts."""
        return self.type == _USER

    def to_page(self) -> JsonObject:
        """As the page shows it."""
        return {
            "name": self.name,
            "type": self.type,
            "title": self.title,
            "description": self.description,
            "required": self.required,
            "searched": bool(self.options_of),
        }


@dataclass(frozen=True, slots=True)
class Function:
    """A step of Workflow Builder, or what fills a select of one."""

    callback_id: str
    title: str
    description: str
    inputs: tuple[Parameter, ...]
    outputs: tuple[Parameter, ...]

    @property
    def is_step(self) -> bool:
        """Whether people can put it into a workflow."""
        return [each.type for each in self.outputs] != [OPTIONS]


def read_functions(declared: Mapping[str, Any]) -> tuple[Function, ...]:
    """The functions of a manifest.

    Raises:
        ValueError: there are too many, one names a type that Slack does not know, or a select has no function.
    """
    found = tuple(
        Function(
            callback_id,
            str(each["title"]),
            str(each["description"]),
            _parameters(each["input_parameters"]),
            _parameters(each["output_parameters"]),
        )
        for callback_id, each in declared.items()
    )
    if len(found) > MOST_FUNCTIONS:
        raise ValueError("too many functions")
    selects = {each.options_of for function in found for each in function.inputs if each.options_of}
    fillers = {each.callback_id for each in found if not each.is_step}
    if not selects <= fillers:
        raise ValueError(f"no function returns options: {sorted(selects - fillers)}")
    return found


def _parameters(declared: Mapping[str, Any]) -> tuple[Parameter, ...]:
    required = declared.get("required", [])
    parameters = []
    for name, each in declared["properties"].items():
        if each["type"] not in _CHECKS:
            raise ValueError(f"not a type of a parameter here: {each['type']}")
        options_of = each.get("dynamic_options", {}).get("function", "").removeprefix("#/functions/")
        title, description = str(each.get("title", name)), str(each.get("description", ""))
        parameters.append(Parameter(name, each["type"], title, description, name in required, options_of))
    return tuple(parameters)


def problems_of(values: object, parameters: tuple[Parameter, ...], at: str) -> Iterator[Problem]:
    """What is wrong with the values of inputs or outputs."""
    if not isinstance(values, dict):
        yield Problem(at, "must be an object")
        return
    known = {each.name: each for each in parameters}
    for name in values.keys() - known.keys():
        yield Problem(f"{at}/{name}", "is not declared")
    for name, parameter in known.items():
        if values.get(name) is None:
            if parameter.required:
                yield Problem(f"{at}/{name}", "is required")
        else:
            yield from _CHECKS[parameter.type](values[name], f"{at}/{name}")


_USER_ID: Final = pattern(r"[UW][A-Z0-9]+", "must be a user id")
_CHECKS: Final[Mapping[str, Check]] = {
    "string": string(_LONGEST, least=0),
    "number": number(),
    "integer": integer(),
    "boolean": boolean,
    "slack#/types/channel_id": pattern(r"[CG][A-Z0-9]+", "must be a channel id"),
    "slack#/types/user_id": _USER_ID,
    _USER: record({"id": _USER_ID, "secret": string()}),
    OPTIONS: options(PLAIN_OPTION, 100, least=0),
}
"""By type: those that functions here may have."""

"""Short ways to read a line of source in tests."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from bot.domain.scan.findings import Finding
from bot.scan.rules.judge import Judged, judge
from bot.scan.rules.link import Linker
from bot.scan.rules.script.scopes import JAVASCRIPT
from bot.scan.rules.script.walk import read_script
from bot.scan.rules.uses import Source
from tests.scan.table import table

PROFILE: Final = "wx.getUserProfile"


def findings(source: str, language: str = JAVASCRIPT) -> dict[str, Finding]:
    script = read_script(source.encode(), "a.js", language)
    assert not script.unread, source
    return {finding.name: finding for finding in judged({"a.js": script}).findings}


def judged(sources: Mapping[str, Source]) -> Judged:
    linker = Linker(sources)
    uses = [
        replace(use, known=linker.resolved(use.known, path)) for path, source in sources.items() for use in source.uses
    ]
    computed = [
        replace(each, known=linker.resolved(each.known, path))
        for path, source in sources.items()
        for each in source.computed
    ]
    added = {name for source in sources.values() for name in source.added}
    return judge(uses, table(), computed, added=added)


def lines(source: str, name: str = PROFILE) -> list[tuple[int, bool]]:
    """Lines that use something, and whether each is guarded."""
    found = findings(source).get(name)
    return [(use.place.line, use.guarded) for use in found.uses] if found else []


# https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json

_TEXT: Final = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
_LOCATION: Final = {
    "type": "object",
    "required": ["physicalLocation"],
    "properties": {
        "physicalLocation": {
            "type": "object",
            "required": ["artifactLocation"],
            "additionalProperties": False,
            "properties": {
                "artifactLocation": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {
                        "uri": {"type": "string", "format": "uri-reference"},
                        "uriBaseId": {"type": "string"},
                    },
                },
                "region": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {name: {"type": "integer", "minimum": 1} for name in ("startLine", "startColumn")},
                },
            },
        }
    },
}
_LEVEL: Final = {"enum": ["none", "note", "warning", "error"]}
SARIF: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "additionalProperties": False,
                "properties": {
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name"],
                                "additionalProperties": False,
                                "properties": {
                                    "name": {"type": "string"},
                                    "version": {"type": "string"},
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {
                                            "type": "object",
                                            "required": ["id"],
                                            "additionalProperties": False,
                                            "properties": {
                                                "id": {"type": "string"},
                                                "shortDescription": _TEXT,
                                                "fullDescription": _TEXT,
                                                "help": {
                                                    "type": "object",
                                                    "required": ["text"],
                                                    "additionalProperties": False,
                                                    "properties": {
                                                        "text": {"type": "string"},
                                                        "markdown": {"type": "string"},
                                                    },
                                                },
                                                "helpUri": {"type": "string", "pattern": "^https://"},
                                            },
                                        },
                                    },
                                },
                            }
                        },
                    },
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "invocations": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["executionSuccessful"],
                            "additionalProperties": False,
                            "properties": {
                                "executionSuccessful": {"type": "boolean"},
                                "toolExecutionNotifications": {
                                    "type": "array",
                                    "items": {
                                        "type": "object",
                                        "required": ["message"],
                                        "additionalProperties": False,
                                        "properties": {
                                            "message": _TEXT,
                                            "level": _LEVEL,
                                            "locations": {"type": "array", "items": _LOCATION},
                                        },
                                    },
                                },
                            },
                        },
                    },
                    "results": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["message"],
                            "additionalProperties": False,
                            "properties": {
                                "ruleId": {"type": "string"},
                                "ruleIndex": {"type": "integer", "minimum": -1},
                                "kind": {"enum": ["notApplicable", "pass", "fail", "review", "open", "informational"]},
                                "level": _LEVEL,
                                "message": _TEXT,
                                "locations": {"type": "array", "items": _LOCATION},
                                "partialFingerprints": {
                                    "type": "object",
                                    "additionalProperties": {"type": "string"},
                                },
                                "suppressions": {
                                    "type": "array",
                                    "items": {
                                        "type": "object",
                                        "required": ["kind"],
                                        "additionalProperties": False,
                                        "properties": {"kind": {"enum": ["inSource", "external"]}},
                                    },
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}

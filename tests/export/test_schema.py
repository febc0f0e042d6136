"""What tools return of an answer."""

from collections.abc import Mapping
from typing import Any, Final

import jsonschema
import pytest

from bot.export.report_json import COVER, RAISE, REPORT, TREND
from bot.export.schema import Schema
from bot.mcp.tools.apis import CAN_USE
from tests.blocks.can.test_can import ANSWERS
from tests.blocks.samples import REPORTS
from tests.blocks.test_golden import COVERS, RAISES
from tests.blocks.trend.test_trend import TRENDS

SAMPLES: Final[Mapping[str, tuple[Schema[Any], Mapping[str, Any]]]] = {
    "report": (REPORT, REPORTS),
    "raise": (RAISE, RAISES),
    "cover": (COVER, COVERS),
    "trend": (TREND, TRENDS),
    "can": (CAN_USE, ANSWERS),
}


@pytest.mark.parametrize("kind", SAMPLES)
def test_results_fit_their_schema(kind: str) -> None:
    """Each has the fields of the schema, also those without a value, and none that only files have."""
    schema, samples = SAMPLES[kind]
    described = schema.json_schema()
    for sample in samples.values():
        result = schema.for_tools(sample)
        jsonschema.validate(result, described, jsonschema.Draft202012Validator)
        assert result.keys() == described["properties"].keys()
        assert {"scale", "roll_back"}.isdisjoint(result)

"""WeChat's public numbers as written: JSON in a text in JSON."""

import json
from datetime import UTC, datetime
from typing import Any, Final

UPDATED_AT: Final = datetime(2026, 3, 31, 2, 0, 3, tzinfo=UTC)
NOW: Final = datetime(2026, 3, 31, 4, 0, tzinfo=UTC)


def content(**changes: Any) -> dict[str, Any]:
    """The inner object as on 2026-03-31, shortened, with changes."""
    return {
        "update_time": 1774922403,
        "android": [{"percentage": 83.11, "sdkVer": "3.15.0"}],
        "iOS": [{"percentage": 87.02, "sdkVer": "3.15.0"}],
        "total": [
            {"percentage": 84.45, "sdkVer": "3.15.0"},
            {"percentage": "3.1", "sdkVer": "3.14.3"},
            {"percentage": 12, "sdkVer": "3.8.12"},
            {"percentage": 0.41, "sdkVer": "初始值"},
            {"percentage": 0, "sdkVer": "1.0.0"},
        ],
        "relation": {
            "ios": [{"app": "8.0.70", "lib": "3.15.0"}, {"app": "8.0.50", "lib": "3.8.12"}],
            "android": [
                {"app": "8.0.69", "lib": "3.15.0"},
                {"app": "8.0.9", "lib": "2.19.6"},
                {"app": "6.6.2.37", "lib": "1.9.9"},
                {"app": "beta", "lib": "3.15.0"},
            ],
        },
        **changes,
    }


def wrapped(inner: object, *, errcode: object = 0) -> bytes:
    """The whole body around an inner object, or around a text as it is."""
    text = inner if isinstance(inner, str) else json.dumps(inner)
    return json.dumps({"baseresponse": {"errcode": errcode}, "json_data": text}).encode()

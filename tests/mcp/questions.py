"""A question for each tool that is offered over HTTP."""

from typing import Any, Final

QUESTIONS: Final[dict[str, dict[str, Any]]] = {
    "can_use": {"names": ["wx.getPrivacySetting", "wx.getSystemInfoSync"], "program": "shop"},
    "cost_of_minimum": {"program": "shop", "version": "3.7.0"},
    "explain_error": {"errcode": 61003},
    "find_programs": {},
    "fleet_cost": {"version": "3.7.0"},
    "get_breakdown": {"program": "shop"},
    "get_trend": {"program": "shop", "versions": ["3.7.0"]},
    "highest_minimum": {"program": "shop", "keep_percent": 97.5},
}

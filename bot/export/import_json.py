"""An import as JSON, for `--json`."""

from typing import Any

from bot.domain.imports.result import Import
from bot.export.report_json import USERS


def import_json(done: Import) -> dict[str, Any]:
    """The days that are kept, and how they are read."""
    return {
        "program": {"name": done.program.name, "id": done.program.appid},
        "created": done.is_new,
        "users": USERS.dump(done.users) if done.users else None,
        "replaced": len(done.replaced),
        "from_wechat": [day.isoformat() for day in done.from_wechat],
        "days": [
            {
                "day": each.day.isoformat(),
                "versions": len(each.feed.labels),
                "meaning": each.reading.meaning.value,
                "reason": each.reading.reason.value,
                "safe_minimum_99": each.judgement.safe.text if each.judgement.safe else None,
            }
            for each in done.snapshots
        ],
    }

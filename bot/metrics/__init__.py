"""Metrics for Prometheus: numbers only. No secret, no AppID and no workspace is in a name or a label.

https://prometheus.io/docs/practices/naming/
"""

from bot.metrics.page import Metrics
from bot.metrics.state import TokenKind

__all__ = ["Metrics", "TokenKind"]

"""Metrics for Prometheus: numbers only. No secret, no AppID and no workspace is in a name or a label.

https://prometheus.io/docs/practices/naming/
"""

from bot.metrics.access_tokens import TokenKind
from bot.metrics.page import Metrics

__all__ = ["Metrics", "TokenKind"]

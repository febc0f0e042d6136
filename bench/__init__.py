"""Measurements of the bot against a bare Bolt app and a bare httpx loop: `make bench` (docs/develop/performance.md)."""

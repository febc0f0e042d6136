"""Measurements of the bot against a bare Bolt app and a bare httpx loop: `python -m bench`. See docs/performance.md."""

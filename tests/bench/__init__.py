"""The benchmark's own arithmetic; nothing here is timed."""

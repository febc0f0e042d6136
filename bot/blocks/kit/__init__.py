"""Parts of every message: elements, limits, controls, quoting."""

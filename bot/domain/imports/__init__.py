"""Numbers that people import: read from CSV, JSON or text that was copied from a page."""

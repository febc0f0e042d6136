"""Plain questions, read as commands."""

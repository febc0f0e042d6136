"""The repository's own promises: its files say what the code does."""

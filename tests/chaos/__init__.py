"""Promises kept while processes of the bot are killed: a few cases of what `make chaos` does a thousand times."""

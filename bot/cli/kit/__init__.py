"""Shared by commands: options, progress, and what is shown on a terminal."""

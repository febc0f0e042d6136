"""Shared by commands: options, settings, progress, and what is shown on a terminal."""

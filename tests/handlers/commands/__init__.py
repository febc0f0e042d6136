"""Tests of the slash command."""

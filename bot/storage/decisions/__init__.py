"""Decisions, their votes and their transitions."""

"""Decisions to raise a minimum: evidence, votes, states and outcomes."""

"""Decisions to raise a minimum: evidence, votes, states, and what came of them."""

"""Decisions: propose, vote, set, verify, and compare with what came of it."""

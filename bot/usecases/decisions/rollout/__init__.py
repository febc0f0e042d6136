"""Decisions for a fleet: propose them, set their programs, and find out which are set."""

"""Fleets, counted, sorted and paged by the database."""

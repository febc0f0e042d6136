"""The daily upkeep: one snapshot of every program, and the lists that say which programs there are."""

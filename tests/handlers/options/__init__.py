"""Tests of the selects that are searched."""

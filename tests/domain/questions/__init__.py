"""Tests of plain questions."""

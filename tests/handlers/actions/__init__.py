"""Tests of the buttons and selects."""

"""Tests of deciding, as people type and press it."""

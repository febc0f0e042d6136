"""Tests of who may use what."""

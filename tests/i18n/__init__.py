"""Tests of the catalogs."""

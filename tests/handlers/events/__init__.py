"""Tests of the Events API."""

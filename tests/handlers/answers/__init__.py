"""Tests of the answers that several listeners share."""

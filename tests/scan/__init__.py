"""Tests of `baselib scan`."""

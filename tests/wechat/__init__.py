"""Tests of WeChat's side."""

"""Tests of the builders: what they say, and that Slack would take it."""

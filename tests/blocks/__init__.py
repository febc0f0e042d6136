"""Tests of the builders: their messages, and that Slack takes them."""

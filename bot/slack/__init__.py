"""Slack's Web API behind our ports."""

"""Slack workspaces: installed, joined and ended."""

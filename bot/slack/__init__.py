"""The adapters to Slack."""

"""Deliveries under fire: lives of the bot that are killed anywhere, while a sandbox counts what arrives in Slack."""

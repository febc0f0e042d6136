"""Deliveries under fire: processes of the bot are killed anywhere, and a sandbox counts what arrives in Slack."""

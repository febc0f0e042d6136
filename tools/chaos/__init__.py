"""The bot under fire: processes are killed anywhere, and the sandboxes count what arrives in Slack and WeChat."""

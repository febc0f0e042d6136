"""`bot.sandbox.slack.state`."""

"""`bot.blocks.alerts`."""

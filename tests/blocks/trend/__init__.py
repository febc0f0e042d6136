"""`bot.blocks.trend`."""

"""`bot.blocks.platform`."""

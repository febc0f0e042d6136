"""`bot.blocks.can`."""

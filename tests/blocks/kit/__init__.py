"""`bot.blocks.kit`."""

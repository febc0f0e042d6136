"""`bot.blocks.digest`."""

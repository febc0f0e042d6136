"""`bot.blocks.home`."""

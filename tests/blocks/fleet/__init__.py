"""`bot.blocks.fleet`."""

"""`bot.blocks.report`."""

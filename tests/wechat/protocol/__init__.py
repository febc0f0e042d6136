"""`bot.wechat.protocol`."""

"""A local Slack workspace and a local WeChat platform, as strict as the real ones, for trying and testing the bot."""

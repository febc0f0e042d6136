"""Build the use cases from ports and options, in the same way for the bot, its command line and tests."""

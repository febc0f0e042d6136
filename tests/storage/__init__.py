"""The database itself: what the contracts of the ports do not say."""

"""The scan for people and for machines. Pure."""

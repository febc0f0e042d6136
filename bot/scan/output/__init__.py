"""The scan's output for people and machines. Pure."""

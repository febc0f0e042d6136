"""The composition root's parts."""

"""Mini Programs: search, names, lists, and where each is visible."""

"""Mini Programs: found, named, listed, and which are visible where."""

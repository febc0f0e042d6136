"""Access tokens: where they come from, kept and renewed."""

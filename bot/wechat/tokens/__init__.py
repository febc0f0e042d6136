"""Access tokens: where they come from, how they are cached and refreshed."""

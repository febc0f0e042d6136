"""Taking data away."""

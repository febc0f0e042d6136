"""What docs/ promises to its readers."""

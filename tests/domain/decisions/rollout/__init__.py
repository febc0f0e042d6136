"""One decision for many programs."""

"""Rules that find what a Mini Program's source needs. Pure."""

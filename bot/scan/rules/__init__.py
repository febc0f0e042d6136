"""What a Mini Program's source needs, read off its text. Pure."""

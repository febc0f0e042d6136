"""What a Mini Program's source needs, and whether that passes."""

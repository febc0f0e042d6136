"""What a fleet's questions answer, over real databases."""

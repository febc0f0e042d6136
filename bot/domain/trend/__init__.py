"""How coverage moved."""

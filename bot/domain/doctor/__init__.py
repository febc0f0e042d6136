"""`baselib doctor`: checks and their findings."""

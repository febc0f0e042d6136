"""`make reference`."""

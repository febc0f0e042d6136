"""Writes docs/reference/ from the code: `make reference`; a test fails while a page there is not what the code says."""

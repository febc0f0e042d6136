"""`make catalog` and `make components`."""

"""The tests, in the tree's own shape."""

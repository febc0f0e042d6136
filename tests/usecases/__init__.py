"""The use cases, over the fakes."""

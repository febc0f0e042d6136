"""The catalogue of APIs and what makes it."""

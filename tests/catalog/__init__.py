"""The catalogue of APIs."""

"""Functions that Workflow Builder runs."""

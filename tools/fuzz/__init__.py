"""Random inputs for everything that reads what comes from outside."""

"""Hand-written stand-ins for the ports; `tests/contracts` holds them to the same promises as the real ones."""

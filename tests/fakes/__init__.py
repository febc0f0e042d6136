"""Hand-written stand-ins for the ports; `tests/contracts` tests them like the real ones."""

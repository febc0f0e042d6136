"""What every message is made of: elements, limits, controls, quoting."""

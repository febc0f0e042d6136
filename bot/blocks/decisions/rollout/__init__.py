"""Messages about decisions for a fleet."""

"""Messages about decisions."""

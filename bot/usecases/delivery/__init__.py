"""Messages at their slots: due, claimed, sent, and reconciled when the outcome is unknown."""

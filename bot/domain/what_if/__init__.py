"""What another minimum would cost."""

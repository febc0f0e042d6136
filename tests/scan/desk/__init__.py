"""What editors know while code is typed."""

"""What each answer must say, worked out a second time from the documents alone."""

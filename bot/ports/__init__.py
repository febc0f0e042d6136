"""What the use cases need from outside, one Protocol each, a file for each feature."""

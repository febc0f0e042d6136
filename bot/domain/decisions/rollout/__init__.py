"""One decision for many programs: their numbers, the batches in which they are set, and each outcome."""

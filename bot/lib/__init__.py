"""What knows nothing of Baselib: background work, caches, locks, clocks."""

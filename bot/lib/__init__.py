"""General tools, independent of Baselib: background work, caches, locks, clocks."""

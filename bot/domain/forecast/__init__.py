"""When a version will be safe."""

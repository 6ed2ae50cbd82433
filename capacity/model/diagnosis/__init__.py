"""Does it hold together today? The chain as it stands, critical mass, bottlenecks, continuity, the smallest group."""

"""The HTTP door as processes: one that serves, or several that share one address and one store."""

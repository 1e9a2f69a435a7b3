"""Plain values shared by events, commands and rules. They know nothing of the world."""

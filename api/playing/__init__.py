"""Season files: a conference written down as YAML, played through the same commands as HTTP."""

"""Words for people, in Vietnamese and English, looked up by stable codes."""

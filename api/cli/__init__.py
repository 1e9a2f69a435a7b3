"""The command line: each module one command, a plain function with annotated options."""

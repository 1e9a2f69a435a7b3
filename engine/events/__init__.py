"""Facts with a name for life. One module per noun; `engine.events.registry` lists them all."""

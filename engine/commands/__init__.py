"""Commands: intents as data, and the decision each leads to.

`engine.commands.registry` lists them all; `engine.commands.submit` is the only way in.
"""

"""Why this place, this outcome, this award: a chain of steps, each with the events it rests on.

Somebody who was not in the room follows it from the nomination to the decision. Steps are codes
and facts; doors turn them into words. Figures of an open poll are not among them.
"""

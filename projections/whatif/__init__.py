"""What if: the same fold over the same events, with something supposed to have been otherwise.

`paths` reads what is supposed, `suppositions` tell events as they would have been, `retelling`
computes again what follows from them, `whatif` lays the two pictures side by side. What comes out
is plain data that is labelled hypothetical: there is no state and no command in it, so nothing
can be recorded from it.
"""

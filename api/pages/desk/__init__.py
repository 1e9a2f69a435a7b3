"""The secretary's desk: what stands, what to do next, and a form for each act of the conference.

Every form is sent to one address that makes the same command as the command line and `/v1`
(`acts`); what is refused comes back in words, beside the form, with everything still in it.
"""

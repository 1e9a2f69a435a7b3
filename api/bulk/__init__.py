"""Commands in bulk: read line by line, sent in order, a verdict for each, in bounded memory."""

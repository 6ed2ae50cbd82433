"""Which numbers move the result? Tornado, switching values, and what knowing an answer is worth."""

"""What does the facilitator read aloud? Two pages: the verdict, the chain, what each gets, what to do, what is open."""

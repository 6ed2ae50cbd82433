"""How is it said? Sentences, numbers, months and names in three languages, and what pages read of a study."""

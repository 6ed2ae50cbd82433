"""Plain data and where each value stands: YAML as people write it, read strictly, with a cure for every slip."""

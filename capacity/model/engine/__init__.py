"""How is it computed, the same on every machine? Arithmetic recorded once and replayed for every month and draw."""

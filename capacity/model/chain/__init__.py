"""What does the chain make of it? The network, what it works under, and the operating rule month by month."""

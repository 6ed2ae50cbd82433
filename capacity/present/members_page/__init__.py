"""What may every member read? The page, its numbers, and the gate that lets out nobody's figures."""

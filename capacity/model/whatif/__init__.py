"""What if? A quick look with levers turned, and a question asked from outside."""

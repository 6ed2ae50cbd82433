"""What is said while work goes on: a bar or lines, steps by their cost, the time left."""

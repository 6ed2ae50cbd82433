"""What is said while work goes on: a line that is written anew every second, steps by their cost, the time left."""

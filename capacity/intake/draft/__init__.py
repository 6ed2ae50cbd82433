"""What stands in an export that nobody described yet, and the first cluster file that comes of what was picked."""

"""What stands already and decides with: an earlier report that a new one is held against, earlier members' pages."""

"""What people write becomes validated, frozen data."""

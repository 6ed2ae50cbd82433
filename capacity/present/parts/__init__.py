"""What chapters are made of: sections, and remarks that several of them make."""

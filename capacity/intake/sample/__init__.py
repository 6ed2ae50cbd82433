"""Members who were drawn: by which design, of which list, and how many each stands for."""

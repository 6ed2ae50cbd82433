"""What can go wrong? The register in money, alone and together, and stress tests."""

"""What may a cluster file say? Its schema, read strictly and brought into canonical units."""

"""What is known of a cluster once it is read? Its specs and its survey, as the model takes them."""

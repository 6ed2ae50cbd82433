"""What can the members bring together? Who joins when, the staircase from output to delivery, the aggregate."""

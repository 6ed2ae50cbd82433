"""What is run of a cluster beside its report? The diagnosis of stage 2, and the monitoring of stage 5."""

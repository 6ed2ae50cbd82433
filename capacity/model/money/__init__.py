"""Who pays whom: the run's flows of goods become accounts of the parties that hold money."""

"""The guided notebook: from a survey's export to a cluster file by picking from lists."""

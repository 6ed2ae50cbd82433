"""What does the report say? One chapter a question, in the order of the report, with its appendix."""

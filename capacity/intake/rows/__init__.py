"""Which rows of the survey are members? Totals, headers, other tables, doubled and rejected ones, and why."""

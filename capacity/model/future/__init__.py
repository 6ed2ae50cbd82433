"""What may come? Futures of every scenario, cash year by year and its measures."""

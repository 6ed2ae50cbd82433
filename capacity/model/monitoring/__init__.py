"""What came true of a forecast, why it came otherwise, and what the forecast is once that is known."""

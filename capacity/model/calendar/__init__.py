"""When? Months, seasons, growth and ramps along the horizon, what may happen, and money of different dates."""

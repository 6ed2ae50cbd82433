"""The page of stage 5: what came true of the forecast, why, and what to ask, as sections of the report's look."""

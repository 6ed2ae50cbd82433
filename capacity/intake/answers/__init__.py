"""What does an answer mean? Columns, words, figures, scales, dates and letters of a survey."""

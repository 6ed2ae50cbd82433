"""What goes back to the facilitator and into the meeting: her workbook, her answers, the potential once more."""

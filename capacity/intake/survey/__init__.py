"""Who was asked, and who becomes a member? Rows used, set aside, blank or left out; forms to ask with."""

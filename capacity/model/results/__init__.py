"""What does a study say? Its questions asked, their tables, the summary and the verdict."""

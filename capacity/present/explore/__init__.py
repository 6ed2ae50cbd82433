"""What does a meeting look at? The panel with levers, its figures, and saving what was tried."""

from capacity.present.explore.text import heading_html, message_html, title_html

__all__ = ["heading_html", "message_html", "title_html"]

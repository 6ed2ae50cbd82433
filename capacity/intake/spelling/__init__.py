"""Which words are the same, spelt differently? Signs, letters and blanks made alike, and names made of titles."""

from capacity.intake.spelling.spelling import NAMELESS, fold, has_invisible, nearest_titled, same_letters, slug, tidy

__all__ = ["NAMELESS", "fold", "has_invisible", "nearest_titled", "same_letters", "slug", "tidy"]

"""What may every member read? The page, its numbers, and the gate that lets out nobody's figures."""

from capacity.present.members_page.cells import judge
from capacity.present.members_page.pages import members_page
from capacity.present.members_page.release import FEWEST_OWNERS
from capacity.present.members_page.standing import Standing, marks, sentence, told_by_both

__all__ = ["FEWEST_OWNERS", "Standing", "judge", "marks", "members_page", "sentence", "told_by_both"]

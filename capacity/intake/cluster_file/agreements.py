"""What members ask and only they can answer: what they have agreed, in their own words."""

from capacity.intake.quantities.strict import Strict
from capacity.intake.quantities.words import Title


class Agreements(Strict):
    """Answers that stand on the members' page as they are written; what is not stated nobody has answered yet."""

    neighbours_debt: Title = ""
    """whether one answers with one's own property if a neighbour does not pay"""
    part_sale: Title = ""
    """what becomes of a member who sells only a part to the cluster"""
    quality: Title = ""
    """who measures it, and where the results can be seen"""
    late_payment: Title = ""
    """what is done if a plant pays late"""
    leaving: Title = ""
    """how a member gets out"""

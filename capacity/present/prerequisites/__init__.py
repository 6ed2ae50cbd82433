"""How is the ground of a cluster told? The diagnosis of stage 2 as sections of a page."""

from capacity.present.prerequisites.show import SECTIONS, show_diagnosis

__all__ = ["SECTIONS", "show_diagnosis"]

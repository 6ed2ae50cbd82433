"""What does a meeting look at? The panel with levers, its figures, and saving what was tried."""

from capacity.present.explore.panel import CLUSTER_VARIABLE

__all__ = ["CLUSTER_VARIABLE"]

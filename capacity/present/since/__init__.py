"""What has changed since an earlier report? The section that holds a new report against it."""

from capacity.present.since.section import since
from capacity.present.since.standing import Compared, Standing

__all__ = ["Compared", "Standing", "since"]

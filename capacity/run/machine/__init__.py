"""What a run takes of the computer: readers within limits, memory and room on the disk, streams, how it is stopped."""

from capacity.run.machine import stopping
from capacity.run.machine.apart import LIMITS, Limits, read_apart
from capacity.run.machine.means import MEMORY_NEEDED, room_left, room_needed, shortage, shortage_told
from capacity.run.machine.stopping import Terminated, end_children, kernels
from capacity.run.machine.streams import steady

__all__ = [
    "LIMITS",
    "MEMORY_NEEDED",
    "Limits",
    "Terminated",
    "end_children",
    "kernels",
    "read_apart",
    "room_left",
    "room_needed",
    "shortage",
    "shortage_told",
    "steady",
    "stopping",
]

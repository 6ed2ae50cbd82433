"""How is a report passed on whole? One ZIP with pages, pictures, tables and inputs, from which it is made again."""

from capacity.run.package.packing import Packed, pack

__all__ = ["Packed", "pack"]

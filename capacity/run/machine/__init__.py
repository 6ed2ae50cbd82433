"""What a run takes of the computer: readers within limits, memory and room on the disk, streams, how it is stopped."""

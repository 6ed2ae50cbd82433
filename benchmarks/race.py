"""A race: one piece of work, ours beside the peers that people would take, and a limit; all from one run."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median

from clock import clock


@dataclass(frozen=True)
class Race:
    """Seconds of processor time for the same work; `aims` says how many times ours each peer should take."""

    work: str
    ours: float
    peers: Mapping[str, float]
    limit: tuple[str, float]
    aims: Mapping[str, float]

    def rows(self) -> list[dict[str, str]]:
        """Return one line a peer: names, seconds, how many times ours the peer takes, and what was aimed at."""
        name, least = self.limit
        return [
            {
                "work": self.work,
                "ours_s": f"{self.ours:.3g}",
                "peer": peer,
                "peer_s": f"{taken:.3g}",
                "times": f"{taken / self.ours:.2g}" if taken < 100 * self.ours else f"{taken / self.ours:.0f}",
                "aim": f"{self.aims[peer]:g}" if peer in self.aims else "",
                "limit": name,
                "limit_s": f"{least:.3g}",
                "of_limit": f"{self.ours / least:.2g}",
            }
            for peer, taken in self.peers.items()
        ]

    def show(self) -> None:
        """Print the race."""
        print(f"{self.work}: ours {self.ours:.3g} s")
        for row in self.rows():
            aim = f" (aim {row['aim']})" if row["aim"] else ""
            print(f"  peer {row['peer']}: {row['peer_s']} s, {row['times']} times ours{aim}")
        print(f"  limit {self.limit[0]}: {self.limit[1]:.3g} s, ours is {self.ours / self.limit[1]:.2g} of it")


def take_turns(works: Mapping[str, Callable[[], object]], rounds: int = 5) -> dict[str, float]:
    """Return the median seconds of processor time of works that take turns, so that a busy machine slows all alike."""
    taken = [{name: clock(work, 1)[0] for name, work in works.items()} for _ in range(rounds)]
    return {name: median(one[name] for one in taken) for name in works}

"""How long a proposal of towns takes, and what the reference costs in memory. Needs no server."""

import time
from pathlib import Path

from crm.communes import departements, region_of
from crm.communes.referentiel import FICHIER, starting_with

ASKED = ({"nom": "lyon"}, {"nom": "sa"}, {"nom": "saint"}, {"code_postal": "6"}, {"code_postal": "690"})
ROUNDS = 200


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4


def took(**asked: str) -> list[float]:
    found = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        starting_with(**asked)
        found.append(1000 * (time.perf_counter() - began))
    return sorted(found)


def main() -> None:
    before = resident()
    for asked in ASKED:
        ms = took(**asked)
        print(f"{next(iter(asked.values()))} : p50 {ms[ROUNDS // 2]:.1f} ms, p95 {ms[ROUNDS * 95 // 100]:.1f} ms")
    assert departements() and region_of("69")
    print(f"mémoire d’un processus : + {resident() - before} Kio ; fichier : {FICHIER.stat().st_size // 1024} Kio")


if __name__ == "__main__":
    main()

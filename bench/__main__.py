"""`python -m bench` names the measures, `python -m bench pages` runs one, `python -m bench tout` runs all on one
instance and prints what docs/mesures.md shows."""

import os
import platform
import runpy
import sys

NAMES = ("societes", "pages", "factures", "facturx", "champs", "imports", "prospects", "communes")


def machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    python = platform.python_version()
    return f"{os.cpu_count()} cœurs, {memory:.0f} Gio, Python {python}, charge {os.getloadavg()[0]:.1f}"


def run_all() -> None:
    from bench import factures, facturx, imports, pages, prospects, societes
    from bench.societe import instance

    print(f"Machine : {machine()}")
    with instance() as app:
        for measure in (societes, pages, factures, imports, prospects):
            measure.main(app)
        facturx.main()
    print(f"\nÀ la fin : {machine()}")


if __name__ == "__main__":
    asked = sys.argv[1] if len(sys.argv) == 2 else ""
    if asked == "tout":
        run_all()
    elif asked in NAMES:
        runpy.run_module(f"bench.{asked}", run_name="__main__")
    else:
        print("Mesures : tout,", ", ".join(NAMES))

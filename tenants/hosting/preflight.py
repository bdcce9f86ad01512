"""What pip cannot bring: Pango for PDFs, a browser, PgBouncer and a JDK for tests. Installed if we may, else named."""

import ctypes
import ctypes.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tenants.hosting.processes import LINUX

LIBRARIES = {
    "libgobject-2.0.so.0": "gobject-2.0",
    "libpango-1.0.so.0": "pango-1.0",
    "libpangoft2-1.0.so.0": "pangoft2-1.0",
    "libharfbuzz.so.0": "harfbuzz",
    "libharfbuzz-subset.so.0": "harfbuzz-subset",
    "libfontconfig.so.1": "fontconfig",
}
PDF_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APT_OPTIONS = ("-y", "-qq", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=180")


def missing_libraries() -> list[str]:
    """The system libraries WeasyPrint would not find. To ask before importing it: without them it prints and raises."""
    return [soname for soname, name in LIBRARIES.items() if not _loads(soname, name)]


def _loads(soname: str, name: str) -> bool:
    if not LINUX:
        return ctypes.util.find_library(name) is not None
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def pdf_warning() -> str | None:
    """The sentence for the operator, or None when PDFs can be made."""
    missing = missing_libraries()
    if not missing:
        return None
    return (
        f"Des bibliothèques système manquent pour les PDF : {', '.join(missing)}. Les PDF sont indisponibles ; "
        f"le reste de l’application fonctionne. Debian et Ubuntu : {apt_command(PDF_PACKAGES)}. "
        "macOS : brew install pango."
    )


def browser() -> str | None:
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def browser_warning() -> str | None:
    if browser():
        return None
    return (
        "Aucun navigateur Chromium : les tests d’écran ne peuvent pas tourner. "
        f"Debian : {apt_command(['chromium'])}. Ailleurs : installez Chromium ou Google Chrome."
    )


def bouncer() -> str | None:
    return shutil.which("pgbouncer", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin")


def bouncer_warning() -> str | None:
    if bouncer():
        return None
    return (
        "PgBouncer est absent : les tests qui passent par lui ne peuvent pas tourner. "
        f"Debian : {apt_command(['pgbouncer'])}. Ailleurs : installez PgBouncer."
    )


def jdk() -> str | None:
    """What runs veraPDF from its source: `javac` is there too."""
    return shutil.which("java") if shutil.which("javac") else None


def jdk_warning() -> str | None:
    if jdk():
        return None
    return (
        "Aucun JDK : les tests qui prouvent le PDF/A et le PDF/UA ne peuvent pas tourner. "
        f"Debian : {apt_command(['default-jdk-headless'])}. Ailleurs : installez un JDK 17 ou plus récent."
    )


def apt_command(packages) -> str:
    return f"sudo apt-get install --no-install-recommends {' '.join(packages)}"


def prepare_pdf() -> None:
    if missing_libraries() and may_install():
        install("Bibliothèques système des PDF", PDF_PACKAGES)
    tell(pdf_warning())


def prepare_browser() -> None:
    if not browser() and may_install():
        install("Navigateur Chromium", ("chromium",))
    tell(browser_warning())


def prepare_bouncer() -> None:
    if not bouncer() and may_install():
        install("PgBouncer", ("pgbouncer",))
    tell(bouncer_warning())


def prepare_jdk() -> None:
    if not jdk() and may_install():
        install("JDK", ("default-jdk-headless",))
    tell(jdk_warning())


def tell(warning: str | None) -> None:
    if warning:
        print(f"Attention : {warning}", flush=True)


def may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None and bool(_families() & {"debian", "ubuntu"})


def _families() -> set[str]:
    try:
        lines = Path("/etc/os-release").read_text(encoding="utf-8").splitlines()
    except OSError:
        return set()
    values = dict(line.split("=", 1) for line in lines if "=" in line)
    return {word for key in ("ID", "ID_LIKE") for word in values.get(key, "").strip('"').split()}


def install(label: str, packages: tuple[str, ...]) -> None:
    """With the lists the machine has, then once more with fresh ones."""
    print(f"{label} : installation par apt-get ({', '.join(packages)})…", end=" ", flush=True)
    started = time.monotonic()
    done = _apt("install", *packages) or (_apt("update") and _apt("install", *packages))
    print(f"{'fait' if done else 'échec'} ({time.monotonic() - started:.0f} s)", flush=True)


def _apt(*words: str) -> bool:
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(["apt-get", *APT_OPTIONS, *words], env=environ, capture_output=True, timeout=600)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def main(wanted: list[str]) -> None:
    if "pdf" in wanted:
        prepare_pdf()
    if "jdk" in wanted:
        prepare_jdk()
    if "navigateur" in wanted:
        prepare_browser()
    if "pgbouncer" in wanted:
        prepare_bouncer()


if __name__ == "__main__":
    main(sys.argv[1:])

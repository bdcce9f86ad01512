"""The fonts of the paper: ours and no other, so that a document looks the same on every machine.

Call `preparer()` before WeasyPrint is imported: fontconfig reads its configuration once.
"""

import ctypes
import functools
import os
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from xml.sax.saxutils import escape

# shared object: Debian package
BESOINS = {
    "libgobject-2.0.so.0": "libglib2.0-0",
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz.so.0": "libharfbuzz0b",
    "libfontconfig.so.1": "libfontconfig1",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
COMMANDE = "sudo apt-get install --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


def dossier() -> Path:
    return Path(find_spec("fontpkg_inter").origin).parent / "files"


@functools.cache
def indisponible() -> str | None:
    """The French sentence that says why no PDF can be made here, or None. Importing WeasyPrint would crash instead."""
    manquantes = [name for name in BESOINS if not _loads(name)] if sys.platform.startswith("linux") else []
    if manquantes:
        return (
            f"Les bibliothèques système de WeasyPrint manquent : {', '.join(manquantes)}. Les PDF sont indisponibles ; "
            f"le reste de l’application fonctionne. Debian/Ubuntu : {COMMANDE}. macOS : brew install pango."
        )
    if not any(dossier().glob("*.ttf")):
        return "La police des documents manque : installez les dépendances de requirements.txt."
    return None


def preparer() -> None:
    """Write the configuration whose only folder is our own font, and point fontconfig to it."""
    if sys.modules.get("weasyprint.text.fonts") and os.environ.get("FONTCONFIG_FILE") != str(_conf()):
        raise RuntimeError("WeasyPrint was imported before crm.documents.polices.preparer()")
    os.environ["FONTCONFIG_FILE"] = str(_conf())


@functools.cache
def _conf() -> Path:
    """One file per user, the same for every process, so that the cache of fontconfig serves."""
    base = Path(os.environ.get("COMPTOIR_FONTS") or Path(tempfile.gettempdir()) / f"comptoir-polices-{os.getuid()}")
    base.mkdir(mode=0o700, parents=True, exist_ok=True)
    if base.stat().st_uid != os.getuid():
        raise RuntimeError(f"{base} belongs to someone else")
    conf = base / "fonts.conf"
    text = FONTS_CONF.format(fonts=escape(str(dossier())), cache=escape(str(base / "cache")))
    if not conf.exists() or conf.read_text() != text:
        temporary = base / f"fonts.conf.{os.getpid()}"
        temporary.write_text(text)
        temporary.replace(conf)
    return conf


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True

"""The fonts of the paper: ours and no other, so that a document looks the same on every machine.

Call `preparer()` before WeasyPrint is imported: fontconfig reads its configuration once.
"""

import ctypes
import functools
import os
import shutil
import sys
import tempfile
from importlib.metadata import version
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
RACINE = Path(__file__).parents[2]
GRAISSES = (400, 500, 600)
CORPS = 14
COMMANDE = "sudo apt-get install --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


def source() -> Path:
    return Path(find_spec("fontpkg_inter").origin).parent / "files" / "Inter[opsz,wght].ttf"


@functools.cache
def indisponible() -> str | None:
    """The French sentence that says why no PDF can be made here, or None. Importing WeasyPrint would crash instead."""
    manquantes = [name for name in BESOINS if not _loads(name)] if sys.platform.startswith("linux") else []
    if manquantes:
        return (
            f"Les bibliothèques système de WeasyPrint manquent : {', '.join(manquantes)}. Les PDF sont indisponibles ; "
            f"le reste de l’application fonctionne. Debian/Ubuntu : {COMMANDE}. macOS : brew install pango."
        )
    if find_spec("fontpkg_inter") is None or not source().exists():
        return "La police des documents manque : installez les dépendances de requirements.txt."
    return None


def preparer() -> None:
    """Write the configuration whose only folder is our own font, and point fontconfig to it."""
    if sys.modules.get("weasyprint.text.fonts") and os.environ.get("FONTCONFIG_FILE") != str(_conf()):
        raise RuntimeError("WeasyPrint was imported before crm.documents.polices.preparer()")
    os.environ["FONTCONFIG_FILE"] = str(_conf())


@functools.cache
def _conf() -> Path:
    """The same files for every process, so that the cache of fontconfig serves."""
    base = RACINE / "static" / "vendor" / "polices"
    fonts = base / f"inter-{version('fontpkg-inter')}-{'-'.join(map(str, GRAISSES))}"
    if not fonts.exists():
        _cut(fonts)
    conf = fonts / "fonts.conf"
    text = FONTS_CONF.format(fonts=escape(str(fonts)), cache=escape(str(base / "cache")))
    if not conf.exists() or conf.read_text() != text:
        _write(conf, text)
    return conf


def _cut(fonts: Path) -> None:
    """One plain font per weight: cutting the variable font again in each PDF costs ten times the rest of it."""
    fonts.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(dir=fonts.parent))
    for graisse in GRAISSES:
        _instance(graisse).save(temporary / f"Inter-{graisse}.ttf")
    try:
        temporary.rename(fonts)
    except OSError:
        shutil.rmtree(temporary)  # another process was quicker


def _instance(graisse: int):
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    font = instantiateVariableFont(
        TTFont(source(), recalcTimestamp=False), {"opsz": CORPS, "wght": graisse}, inplace=True
    )
    font["OS/2"].usWeightClass = graisse
    for name, text in ((2, str(graisse)), (4, f"Inter {graisse}"), (6, f"Inter-{graisse}"), (17, str(graisse))):
        font["name"].setName(text, name, 3, 1, 0x409)
    del font["STAT"]
    return font


def _write(path: Path, text: str) -> None:
    temporary = path.with_suffix(f".{os.getpid()}")
    temporary.write_text(text)
    temporary.replace(path)


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    preparer()

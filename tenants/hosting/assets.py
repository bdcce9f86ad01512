"""Builds `static/dist/`: npm packages, font, icons, our own files; content-hashed names, compressed in advance.

`python -m tenants.hosting.assets` may be run at any time: it does nothing when nothing changed.
"""

import gzip
import hashlib
import io
import json
import re
from importlib import resources
from pathlib import Path

import brotli
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from tenants.hosting.node import npm_ci

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
VENDORED = {
    "css/bootstrap.css": "bootstrap/dist/css/bootstrap.min.css",
    "js/bootstrap.js": "bootstrap/dist/js/bootstrap.bundle.min.js",
    "js/htmx.js": "htmx.org/dist/htmx.min.js",
    "js/idiomorph.js": "idiomorph/dist/idiomorph-ext.min.js",
    "js/sortable.js": "sortablejs/Sortable.min.js",
    "js/squire.js": "squire-rte/dist/squire.js",
}
TEXT_TYPES = {".css", ".js", ".svg"}
SOURCE_MAP = re.compile(rb"\n?/[*/]# sourceMappingURL=[^\n]*")
CSS_URL = re.compile(r'url\("\.\./([^"?#]+)"\)')
ICON_BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.S)
FONT_CHARACTERS = (
    "U+0020-007E,U+00A0-00FF,U+0102-0107,U+010C-010D,U+0118-011B,U+0131,U+0141-0144,U+0147-0148,U+0150-0153,"
    "U+0158-0161,U+0164-0165,U+016E-0171,U+0178-017E,U+0218-021B,U+02B3,U+1D49,U+2010-2015,U+2018-201E,U+2020-2022,"
    "U+2026,U+202F,U+2030,U+2039-203A,U+20AC,U+2116,U+2122,U+2190-2193,U+2212,U+2248,U+2260,U+2264-2265,U+2713,U+2318"
)


def _digest(*parts: bytes) -> str:
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _own_sources() -> list[Path]:
    folders = (STATIC / "css", STATIC / "js", STATIC / "img")
    return [*sorted(p for folder in folders for p in folder.rglob("*") if p.is_file()), STATIC / "icones.txt"]


def _stamp() -> str:
    tracked = [ROOT / "package-lock.json", Path(__file__), *_own_sources()]
    return _digest(*(str(p.relative_to(ROOT)).encode() + p.read_bytes() for p in tracked))


def install_packages() -> Path:
    """The folder of the packages, those of the lockfile."""
    modules = ROOT / "node_modules"
    marker = modules / ".comptoir"
    wanted = _digest((ROOT / "package-lock.json").read_bytes())
    if not marker.exists() or marker.read_text() != wanted:
        npm_ci(ROOT)
        marker.write_text(wanted)
    return modules


def _font() -> bytes:
    """Inter at text size, weights 400 to 700, the characters of French screens. Cutting takes seconds: it is kept."""
    folder = resources.files("fontpkg_inter") / "files"
    source = (folder / "Inter[opsz,wght].ttf").read_bytes()
    kept = STATIC / "vendor" / f"inter-{_digest(source, FONT_CHARACTERS.encode())[:12]}.woff2"
    if not kept.exists():
        font = TTFont(io.BytesIO(source))
        options = subset.Options(layout_features=["kern", "mark", "mkmk", "ccmp", "locl", "calt", "tnum"])
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=subset.parse_unicodes(FONT_CHARACTERS))
        cutter.subset(font)
        font = instancer.instantiateVariableFont(font, {"opsz": 14, "wght": (400, 700)})
        font.flavor = "woff2"
        kept.parent.mkdir(parents=True, exist_ok=True)
        font.save(kept)
    return kept.read_bytes()


def _icons(modules: Path) -> bytes:
    """{name: what is inside <svg>}, for the names of static/icones.txt."""
    outline = modules / "@tabler/icons/icons/outline"
    bodies = {}
    for name in (STATIC / "icones.txt").read_text().split():
        body = ICON_BODY.search((outline / f"{name}.svg").read_text()).group(1)
        body = body.replace('<path stroke="none" d="M0 0h24v24H0z" fill="none" />', "")
        bodies[name] = re.sub(r">\s+<", "><", body).strip()
    return json.dumps(bodies, separators=(",", ":")).encode()


def _joined(folder: Path) -> bytes:
    return b"\n".join(p.read_bytes() for p in sorted(folder.iterdir()))


def _contents(modules: Path) -> dict[str, bytes]:
    files = {name: SOURCE_MAP.sub(b"", (modules / path).read_bytes()) for name, path in VENDORED.items()}
    files["fonts/inter.woff2"] = _font()
    files |= {f"img/{p.name}": p.read_bytes() for p in (STATIC / "img").iterdir()}
    files |= {f"js/{p.name}": p.read_bytes() for p in (STATIC / "js").glob("*.js")}
    files["js/app.js"] = b'(() => {\n"use strict";\n' + _joined(STATIC / "js" / "app") + b"\n})();\n"
    files["css/app.css"] = _joined(STATIC / "css")
    return files


def _hashed(name: str, content: bytes) -> str:
    path = Path(name)
    return f"{path.parent}/{path.stem}.{_digest(content)[:10]}{path.suffix}"


def _write(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    if target.suffix in TEXT_TYPES:
        target.with_name(target.name + ".gz").write_bytes(gzip.compress(content, 9, mtime=0))
        target.with_name(target.name + ".br").write_bytes(brotli.compress(content, quality=11))


def _point_to_hashed(css: bytes, manifest: dict[str, str]) -> bytes:
    return CSS_URL.sub(lambda m: f'url("../{manifest[m.group(1)]}")', css.decode()).encode()


def build() -> bool:
    """Returns whether anything had to be built."""
    dist = STATIC / "dist"
    stamp, stamp_file = _stamp(), dist / "stamp"
    if stamp_file.exists() and stamp_file.read_text() == stamp:
        return False
    modules = install_packages()
    manifest_file = dist / "manifest.json"
    before = json.loads(manifest_file.read_text()) if manifest_file.exists() else {}
    manifest: dict[str, str] = {}
    for name, content in sorted(_contents(modules).items(), key=lambda item: item[0].endswith(".css")):
        ready = _point_to_hashed(content, manifest) if name == "css/app.css" else content
        manifest[name] = _hashed(name, ready)
        if not (dist / manifest[name]).exists():
            _write(dist / manifest[name], ready)
    (dist / "icones.json").write_bytes(_icons(modules))
    manifest_file.write_text(json.dumps(manifest, indent=1, sort_keys=True))
    _sweep(dist, {*manifest.values(), *before.values()})
    stamp_file.write_text(stamp)
    return True


def _sweep(dist: Path, kept: set[str]) -> None:
    """The previous build stays: servers started before this one still point to it."""
    for file in (p for p in dist.rglob("*") if p.is_file() and p.parent != dist):
        if str(file.relative_to(dist)).removesuffix(".gz").removesuffix(".br") not in kept:
            file.unlink()


if __name__ == "__main__":
    print("Interface construite." if build() else "Interface à jour.")

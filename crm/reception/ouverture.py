"""Opens a PDF received from a stranger, in a process of its own that may neither last nor grow.

Run as a script: the PDF on its input, what it contains as JSON on its output. It knows nothing of the product.
"""

import base64
import contextlib
import io
import json
import resource
import signal
import sys

MEMORY = 1_500_000_000
SECONDS = 20
SECONDS_OF_TEXT = 5
LARGEST = 10_000_000
ATTACHMENTS, PAGES = 20, 60


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(sys.stdin.buffer.read()))
    if reader.is_encrypted and not reader.decrypt(""):
        said = {"protege": True}
    else:
        root = reader.trailer["/Root"]
        said = {
            "sortie": bool(root.get("/OutputIntents")),
            "xmp": _xmp(root),
            "associes": [_name(one.get_object()) for one in root.get("/AF", [])],
            "fichiers": [_attachment(one) for one in list(reader.attachment_list)[:ATTACHMENTS]],
            "texte": _text(reader),
        }
    json.dump(said, sys.stdout)


def _xmp(root) -> str:
    metadata = root.get("/Metadata")
    return base64.b64encode(metadata.get_object().get_data()[:LARGEST]).decode() if metadata else ""


def _name(spec) -> str:
    return str(spec.get("/UF") or spec.get("/F") or "")


def _attachment(one) -> dict:
    """Only what may be an invoice is given whole."""
    content = one.content
    is_xml = one.name.lower().endswith(".xml") or content[:200].lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"<?xml")
    kept = content if is_xml and len(content) <= LARGEST else b""
    relation = str(one.pdf_object.get("/AFRelationship") or "").lstrip("/")
    return {"nom": one.name, "relation": relation, "taille": len(content), "contenu": base64.b64encode(kept).decode()}


def _text(reader) -> str:
    """What a person reads, as far as it can be had quickly; else nothing."""
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.alarm(SECONDS_OF_TEXT)
    with contextlib.suppress(Exception, KeyboardInterrupt):
        return "\n".join(page.extract_text() for page in reader.pages[:PAGES])
    return ""


if __name__ == "__main__":
    main()

"""A server of towns, as Geonames is."""

import io
import threading
import zipfile
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

LU = [
    ("LU", "1009", "Luxembourg", "Luxembourg", "LU", "Luxembourg", "11", "Luxembourg", "0304", "49.6117", "6.13", "6"),
    ("LU", "L-9990", "Weiswampach", "Clervaux", "CL", "Clervaux", "", "", "", "50.1378", "6.0761", "4"),
    ("LU", "1009", "LUXEMBOURG", "Luxembourg", "LU", "", "", "", "", "", "", ""),
]
FR = [
    ("FR", "69003", "Lyon", "Auvergne-Rhône-Alpes", "84", "Rhône", "69", "Lyon", "691", "45.7", "4.8", "5"),
    ("FR", "69439", "Lyon CEDEX 03", "Auvergne-Rhône-Alpes", "84", "Rhône", "69", "Lyon", "691", "45.7", "4.8", "5"),
]


def lines(rows) -> bytes:
    return "".join("\t".join(row) + "\n" for row in rows).encode()


def zipped(rows, name: str = "LU.txt", **others: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readme.txt", "Readme for GeoNames Postal Code files")
        archive.writestr(name, rows if isinstance(rows, bytes) else lines(rows))
        for other, content in others.items():
            archive.writestr(f"{other}.txt", content)
    return packed.getvalue()


@pytest.fixture
def serveur(app):
    """A real server, as Geonames is: two countries, and one that it does not have. The addresses asked are kept."""
    served, asked = {"/LU.zip": zipped(LU), "/FR.zip": zipped(FR, "FR.txt"), "/BE.zip": b"<html>Oups</html>"}, []

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            content = served.get(self.path)
            self.send_response(200 if content else 404)
            self.send_header("Content-Length", str(len(content or b"")))
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *args):
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    config = app.config["COMPTOIR"]
    app.config["COMPTOIR"] = replace(config, geonames_url=f"http://127.0.0.1:{httpd.server_port}/")
    yield asked
    app.config["COMPTOIR"] = config
    httpd.shutdown()
    thread.join()
    httpd.server_close()

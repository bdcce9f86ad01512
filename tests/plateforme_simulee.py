"""A plateforme agréée for the tests: a real HTTP server, that behaves or misbehaves as it is told."""

import base64
import hashlib
import json
import threading
import time
import uuid
from datetime import UTC, datetime
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, urlsplit

CLIENT, SECRET = "atelier-lumen", "un secret & des signes: %"
RSM = "urn:un:unece:uncefact:data:standard:CrossDomainAcknowledgementAndResponse:100"


class PlateformeSimulee:
    """`en_panne`: answers 503; `lenteur`: seconds before it answers; `perd`: does what is asked, answers nothing;
    `absents`: the SIREN the directory does not know; `renvoie`: redirects there; `refuse`: answers 400 with this."""

    def __init__(self):
        self.flux: dict[str, dict] = {}
        self.fichiers: dict[str, bytes] = {}
        self.appels: list[tuple[str, str]] = []
        self.behave()

    def behave(self) -> None:
        self.absents: set[str] = set()
        self.en_panne, self.lenteur, self.perd, self.renvoie, self.refuse = False, 0, False, None, None

    def __enter__(self):
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    @property
    def depots(self) -> list[dict]:
        return [flux for flux in self.flux.values() if flux["flowType"] == "CustomerInvoice"]

    @property
    def messages(self) -> list[bytes]:
        """The lifecycle messages we sent, the first one first."""
        ours = [f for f in self.flux.values() if f["flowSyntax"] == "CDAR" and f["flowDirection"] == "Out"]
        return [self.fichiers[flux["flowId"]] for flux in ours]

    @property
    def declarations(self) -> list[bytes]:
        return [self.fichiers[flux["flowId"]] for flux in self.flux.values() if flux["flowSyntax"] == "FRR"]

    def say(self, numero: str, code: str, quand: datetime, *, motif="", raison="", commentaire="", nom="") -> bytes:
        """A status of an invoice, as another platform would send it."""
        xml = _cdar(numero, code, quand, motif, raison, commentaire, nom).encode()
        info = {"flowType": "CustomerInvoiceLC", "flowSyntax": "CDAR", "name": f"{code}.xml", "trackingId": None}
        self.keep(info, xml, "In")
        return xml

    def reject(self, jeton: str, code: str, message: str) -> None:
        """The file itself could not be read."""
        flux = next(flux for flux in self.flux.values() if flux["trackingId"] == jeton)
        details = [{"level": "Error", "reasonCode": code, "reasonMessage": message}]
        flux |= {"acknowledgement": {"status": "Error", "details": details}, "updatedAt": _now()}

    def keep(self, info: dict, content: bytes, direction: str) -> str:
        flow_id, now = uuid.uuid4().hex, _now()
        said = {"flowId": flow_id, "flowDirection": direction, "acknowledgement": {"status": "Ok"}}
        self.flux[flow_id] = info | said | {"submittedAt": now, "updatedAt": now}
        self.fichiers[flow_id] = content
        return flow_id


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _cdar(numero, code, quand, motif, raison, commentaire, nom) -> str:
    return f"""<rsm:CrossDomainAcknowledgementAndResponse xmlns:rsm="{RSM}" xmlns:ram="urn:ram" xmlns:udt="urn:udt">
<rsm:ExchangedDocument><ram:IssueDateTime><udt:DateTimeString format="204">{quand:%Y%m%d%H%M%S}</udt:DateTimeString>
</ram:IssueDateTime></rsm:ExchangedDocument><rsm:AcknowledgementDocument><ram:ReferenceReferencedDocument>
<ram:IssuerAssignedID>{numero}</ram:IssuerAssignedID><ram:ProcessConditionCode>{code}</ram:ProcessConditionCode>
<ram:ProcessCondition>{nom}</ram:ProcessCondition><ram:SpecifiedDocumentStatus><ram:ReasonCode>{motif}</ram:ReasonCode>
<ram:Reason>{raison}</ram:Reason><ram:IncludedNote><ram:Content>{commentaire}</ram:Content></ram:IncludedNote>
</ram:SpecifiedDocumentStatus></ram:ReferenceReferencedDocument></rsm:AcknowledgementDocument>
</rsm:CrossDomainAcknowledgementAndResponse>"""


def _handler(plateforme: PlateformeSimulee):
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_):
            """Nothing on the terminal of the tests."""

        def do_GET(self):
            self.answer("GET", b"")

        def do_POST(self):
            self.answer("POST", self.rfile.read(int(self.headers.get("Content-Length", 0))))

        def answer(self, method: str, body: bytes):
            path = urlsplit(self.path).path
            plateforme.appels.append((method, path))
            time.sleep(plateforme.lenteur)
            if plateforme.renvoie:
                return self.send(302, b"", Location=plateforme.renvoie)
            if plateforme.en_panne:
                return self.send(503, b"")
            if path == "/jeton":
                return self.log_in(body)
            if self.headers.get("Authorization") != f"Bearer {_access()}":
                return self.send(401, b"")
            return self.serve(method, path, body)

        def log_in(self, body: bytes):
            said = self.headers.get("Authorization", "")
            if body != b"grant_type=client_credentials" or said != f"Basic {_account()}":
                return self.send(401, b'{"error": "invalid_client"}')
            return self.send_json(200, {"access_token": _access(), "expires_in": 300})

        def serve(self, method: str, path: str, body: bytes):
            if (method, path) == ("POST", "/v1/flows"):
                return self.deposit(body)
            if (method, path) == ("POST", "/v1/flows/search"):
                return self.search(json.loads(body))
            if (method, path) == ("POST", "/v1/directory-line/search"):
                return self.look_up(json.loads(body))
            if path == "/v1/healthcheck":
                return self.send(200, b"")
            kind, _, name = path.removeprefix("/v1/").partition("/")
            if kind == "flows" and name in plateforme.fichiers:
                return self.send(200, plateforme.fichiers[name])
            return self.send(404, b"")

        def look_up(self, asked: dict):
            siren = asked["filters"]["siren"]["value"]
            lines = [(siren, "Enabled"), (f"{siren}_{siren}00011", "Enabled"), (f"{siren}_ANCIENNE", "Disabled")]
            found = [] if siren in plateforme.absents else lines
            rows = [{"siren": siren, "addressingIdentifier": a, "directoryLineStatus": status} for a, status in found]
            return self.send_json(200, {"results": rows}) if rows else self.send(204, b"")

        def deposit(self, body: bytes):
            if plateforme.refuse:
                return self.send_json(400, {"errorCode": "400", "errorMessage": plateforme.refuse})
            head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
            parts = {
                part.get_param("name", header="content-disposition"): part.get_payload(decode=True)
                for part in message_from_bytes(head + body, policy=policy.HTTP).iter_parts()
            }
            info, content = json.loads(parts["flowInfo"]), parts["file"]
            if info["sha256"] != hashlib.sha256(content).hexdigest():
                return self.send_json(400, {"errorMessage": "sha256"})
            flow_id = plateforme.keep(info, content, "Out")
            if plateforme.perd:
                self.close_connection = True
                return self.connection.close()
            return self.send_json(202, plateforme.flux[flow_id])

        def search(self, asked: dict):
            where = asked["where"]
            found = [
                flux
                for flux in plateforme.flux.values()
                if where.get("trackingId") in (None, flux["trackingId"])
                and flux["updatedAt"] >= where.get("updatedAfter", "")
            ]
            found.sort(key=lambda flux: flux["updatedAt"])
            return self.send_json(200, {"limit": asked["limit"], "results": found[: asked["limit"]]})

        def send_json(self, status: int, value: dict):
            return self.send(status, json.dumps(value).encode())

        def send(self, status: int, body: bytes, **headers: str):
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler


def _account() -> str:

    return base64.b64encode(f"{CLIENT}:{quote(SECRET, safe='')}".encode()).decode()


def _access() -> str:
    return "acces-a-ne-pas-ecrire"

"""A plateforme agréée by the API of XP Z12-013, as open implementations show it (FE-50, FE-51).

Not tried with a real platform yet: the paths and names are to be compared with the documentation of the one chosen.
"""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote

from crm.plateforme import echanges
from crm.plateforme.adaptateur import Envoi, Flux, Plateforme, PlateformeIndisponible, PlateformeRefuse
from tenants import webcall

PAGE, PAGES = 100, 50
FORMULAIRE, JSON = "application/x-www-form-urlencoded", "application/json"
ACTIVE = "Enabled"
ATTENDRE = (408, 425, 429)


@dataclass
class PlateformeXP(Plateforme):
    url: str
    url_jeton: str
    client: str
    secret: str = field(repr=False)
    url_annuaire: str | None = None
    _acces: str = field(default="", repr=False)

    def essayer(self) -> None:
        self._ask("GET", "/v1/healthcheck")

    def deposer(self, envoi: Envoi) -> str:
        info = {
            "flowSyntax": envoi.syntaxe,
            "flowType": envoi.genre,
            "processingRule": envoi.regle,
            "trackingId": envoi.jeton,
            "sha256": hashlib.sha256(envoi.contenu).hexdigest(),
            "name": envoi.nom,
        } | ({"flowProfile": envoi.profil} if envoi.profil else {})
        body, kind = webcall.multipart(
            {
                "flowInfo": (None, json.dumps(info), "application/json"),
                "file": (envoi.nom, envoi.contenu, envoi.media),
            }
        )
        return _flow_id(self._ask_json("POST", "/v1/flows", body, kind))

    envoyer_statut = deposer
    declarer = deposer

    def retrouver(self, jeton: str) -> str | None:
        found = self._search({"trackingId": jeton}, 1)
        return _flow_id(found[0]) if found else None

    def lister(self, depuis: datetime) -> list[Flux]:
        found: dict[str, Flux] = {}
        for _ in range(PAGES):
            page = self._search({"updatedAfter": depuis.astimezone(UTC).isoformat()}, PAGE)
            flux = [one for one in map(_flux, page) if one]
            fresh = [one for one in flux if one.id not in found]
            found |= {one.id: one for one in flux}
            if len(page) < PAGE or not fresh:
                break
            depuis = max(one.modifie_a for one in flux)
        return sorted(found.values(), key=lambda one: one.modifie_a)

    def lire(self, flux_id: str) -> bytes:
        return self._ask("GET", f"/v1/flows/{quote(flux_id, safe='')}?docType=Original")

    def annuaire(self, siren: str) -> list[str]:
        asked = {"filters": {"siren": {"op": "strict", "value": siren}}, "limit": PAGE}
        body = json.dumps(asked).encode()
        answer = self._ask("POST", "/v1/directory-line/search", body, JSON, self.url_annuaire)
        rows = _rows(_json(answer)) if answer else []
        active = (row for row in rows if row.get("directoryLineStatus", ACTIVE) == ACTIVE)
        return sorted({str(row["addressingIdentifier"]) for row in active if row.get("addressingIdentifier")})

    def _search(self, where: dict, limit: int) -> list[dict]:
        body = json.dumps({"limit": limit, "where": where}).encode()
        return _rows(self._ask_json("POST", "/v1/flows/search", body, JSON))

    def _ask_json(self, method: str, path: str, body: bytes | None = None, kind: str | None = None) -> dict:
        return _json(self._ask(method, path, body, kind))

    def _ask(
        self, method: str, path: str, body: bytes | None = None, kind: str | None = None, url: str | None = None
    ) -> bytes:
        """The answer of the platform; logs in first, and once more when it has forgotten us."""
        for again in (True, False):
            self._acces = self._acces or self._log_in()
            headers = {"Authorization": f"Bearer {self._acces}"} | ({"Content-Type": kind} if kind else {})
            answer = _call(method, (url or self.url).rstrip("/") + path, headers, body)
            if answer.status != 401 or not again:
                return _checked(answer)
            self._acces = ""
        raise AssertionError("unreachable")

    def _log_in(self) -> str:
        """OAuth2, client credentials (RFC 6749, 4.4), the secret in the header alone."""
        account = base64.b64encode(f"{quote(self.client, safe='')}:{quote(self.secret, safe='')}".encode()).decode()
        headers = {"Authorization": f"Basic {account}", "Content-Type": FORMULAIRE}
        answer = _call("POST", self.url_jeton, headers, b"grant_type=client_credentials", est_secret=True)
        if answer.status in (400, 401, 403):
            raise PlateformeRefuse("La plateforme agréée refuse cet identifiant ou ce secret : vérifiez-les.")
        acces = _json(_checked(answer)).get("access_token")
        if not isinstance(acces, str) or not acces:
            raise PlateformeRefuse("La plateforme agréée n’a pas donné de jeton d’accès.")
        return acces


def _call(method: str, url: str, headers: dict, body: bytes | None, est_secret: bool = False) -> webcall.Answer:
    """One call, kept whatever comes of it."""
    envoye = body or b""
    try:
        answer = webcall.call(method, url, headers=headers, body=body)
    except webcall.CallRefused as error:
        echanges.keep(method, url, envoye, None, error.message.encode())
        kind = PlateformeIndisponible if isinstance(error, webcall.CallUnreachable) else PlateformeRefuse
        raise kind(error.message) from error
    echanges.keep(method, url, envoye, answer.status, b"" if est_secret else answer.body)
    return answer


def _checked(answer: webcall.Answer) -> bytes:
    if 200 <= answer.status < 300:
        return answer.body
    if answer.status == 401:
        raise PlateformeRefuse("La plateforme agréée refuse cet accès : vérifiez l’identifiant et le secret.")
    if answer.status == 404:
        raise PlateformeRefuse("La plateforme agréée ne connaît pas ce qui lui est demandé.")
    said = _said(answer.body)
    if answer.status >= 500 or answer.status in ATTENDRE:
        raise PlateformeIndisponible(f"La plateforme agréée est indisponible ({answer.status}){said}.")
    raise PlateformeRefuse(f"La plateforme agréée refuse l’envoi ({answer.status}){said}.")


def _said(body: bytes) -> str:
    try:
        found = json.loads(body)
    except ValueError:
        return ""
    message = found.get("errorMessage") or found.get("errorCode") if isinstance(found, dict) else None
    return f" : {str(message)[:300].rstrip('.')}" if message else ""


def _json(body: bytes) -> dict:
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise PlateformeRefuse("La plateforme agréée a répondu autre chose que ce qui est attendu.")
    return found


def _rows(found: dict) -> list[dict]:
    rows = found.get("results")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise PlateformeRefuse("La plateforme agréée a répondu une liste illisible.")
    return rows


def _flow_id(row: dict) -> str:
    if not row.get("flowId"):
        raise PlateformeRefuse("La plateforme agréée n’a pas nommé le flux déposé.")
    return str(row["flowId"])


def _flux(row: dict) -> Flux | None:
    """None when it has neither name nor date: nothing can be said of it."""
    said, moment = row.get("acknowledgement") or {}, _moment(row.get("updatedAt") or row.get("submittedAt"))
    if moment is None or not row.get("flowId"):
        return None
    details = said.get("details") or [{}]
    return Flux(
        id=_flow_id(row),
        genre=str(row.get("flowType") or ""),
        jeton=row.get("trackingId"),
        nom=str(row.get("name") or ""),
        modifie_a=moment,
        est_rejete=str(said.get("status", "")).lower() == "error",
        motif=str(details[0].get("reasonCode") or ""),
        commentaire=str(details[0].get("reasonMessage") or ""),
        brut=json.dumps(row, sort_keys=True, ensure_ascii=False).encode(),
    )


def _moment(said) -> datetime | None:
    try:
        moment = datetime.fromisoformat(said)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

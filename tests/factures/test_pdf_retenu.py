"""A document whose last check fails is held: seen, never sent, and made once the cause is mended."""

import pytest

from crm import facturx
from crm.factures import Facture
from crm.facturx.regles import Ecart
from tenants import db
from tests.fabrique import identify, make_facture

FAUTE = Ecart("BR-FR-99", "Règle d’essai.", "/", True)
MESSAGE = {"a": "compta@bati.example", "objet": "Votre facture", "texte": "La voici."}


@pytest.fixture
def facture(lumen) -> int:
    with lumen():
        identify()
        return make_facture(issued=True).id


def state(lumen, id: int) -> tuple:
    with lumen():
        one = db.session.get(Facture, id)
        return one.numero, one.fige, one.cii, one.empreinte, one.pdf_sha256


def test_it_waits_with_its_reason_then_leaves_unchanged(bruno, chloe, lumen, facture, outbox, work, monkeypatch):
    before = state(lumen, facture)
    with monkeypatch.context() as broken:
        broken.setattr(facturx.fichier.regles, "ecarts", lambda xml: [FAUTE])
        assert bruno.post(f"/factures/{facture}/envoi", MESSAGE, target="form").status_code == 204
        work()
        held = bruno.get(f"/factures/{facture}/pdf/etat", target="pdf").text
        assert "PDF retenu, rien n’est envoyé" in held and "BR-FR-99" in held and "Réessayer" in held
        assert "Réessayer" not in chloe.get(f"/factures/{facture}/pdf/etat", target="pdf").text
        assert chloe.post(f"/factures/{facture}/pdf/essai").status_code == 403
        assert bruno.get(f"/factures/{facture}/pdf").status_code == 404
        assert not list(outbox)
    assert bruno.post(f"/factures/{facture}/pdf/essai").status_code == 303
    work()
    assert "Télécharger le PDF" in bruno.get(f"/factures/{facture}/pdf/etat", target="pdf").text
    after = state(lumen, facture)
    assert after[:4] == before[:4] and after[4]

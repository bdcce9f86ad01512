"""A PDF sent beside the platform says that it is a copy, and is the file that was deposited (FE-54)."""

import pytest

from crm import plateforme
from crm.courriels import Courriel, prepare
from crm.factures import Facture
from tenants import db
from tests.fabrique import MIDI, make_facture, make_tiers, moi


@pytest.mark.parametrize(
    ("langue", "objet", "suffixe", "phrase"),
    [("fr", "Copie : ", "-copie.pdf", "est une copie"), ("en", "Copy: ", "-copy.pdf", "is a copy")],
)
def test_what_went_by_the_platform_is_sent_as_a_copy(pa, lumen, work, outbox, langue, objet, suffixe, phrase):
    with lumen():
        facture = make_facture(make_tiers(langue=langue), issued=True, langue=langue)
        plateforme.transmit(facture, moi(), MIDI)
        facture_id = facture.id
    work()
    with lumen():
        facture = db.session.get(Facture, facture_id)
        proposed = prepare(facture)
        assert proposed.objet.startswith(objet) and proposed.pieces == [f"{facture.numero}{suffixe}"]
        Courriel.send_later(facture, a=proposed.a, objet="Votre facture", texte="Bonjour,", par=moi(), now=MIDI)
        pdf = facture.read_pdf()
    work()
    message = outbox.messages[-1]
    (joined,) = message.iter_attachments()
    assert message["Subject"] == f"{objet}Votre facture" and joined.get_filename() == f"{facture.numero}{suffixe}"
    assert phrase in message.get_body().get_content() and joined.get_content() == pdf
    assert pdf in pa.fichiers.values()


def test_said_once_whoever_wrote_it(pa, lumen):
    with lumen():
        facture = make_facture(issued=True)
        plateforme.transmit(facture, moi(), MIDI)
        proposed = prepare(facture)
        sent = Courriel.send_later(
            facture, a=proposed.a, objet=proposed.objet, texte=proposed.texte, par=moi(), now=MIDI
        )
        assert sent.objet == proposed.objet and sent.texte == proposed.texte
        assert sent.objet.count("Copie") == 1 and sent.texte.count("est une copie") == 1
        db.session.rollback()


def test_what_is_only_written_to_is_the_original(pa, lumen):
    with lumen():
        facture = make_facture(make_tiers(particulier=True), issued=True)
        assert "opie" not in prepare(facture).objet and prepare(facture).pieces == [f"{facture.numero}.pdf"]
        db.session.rollback()

"""A document leaves by e-mail, with its PDF, once."""

from datetime import timedelta

import pytest

from crm.courriels import CHAMPS, Courriel, ModeleMessage, courriels_of, gabarits, prepare
from crm.devis import Devis
from crm.errors import RegleMetier
from crm.factures import Facture
from crm.tiers import Contact
from tenants import Travail, db, mail, vault
from tests.fabrique import MIDI, identify, make_avoir, make_contact, make_devis, make_facture, make_tiers, moi


def ask(document, **others):
    proposed = prepare(document, moi())
    values = {"a": proposed.a, "objet": proposed.objet, "texte": proposed.texte}
    return Courriel.send_later(document, **(values | others), par=moi(), now=MIDI)


@pytest.mark.covers("E-003")
def test_a_facture_leaves_with_its_pdf(lumen, work, outbox):
    with lumen():
        facture = make_facture(make_tiers("Bâti Rhône", email="compta@bati-rhone.example"), issued=True)
        courriel_id, numero = ask(facture, cc=["patron@bati-rhone.example"]).id, facture.numero
    work()
    (message,) = outbox
    (pdf,) = message.iter_attachments()
    assert message["To"] == "compta@bati-rhone.example" and message["Cc"] == "patron@bati-rhone.example"
    assert message["Subject"] == f"Facture {numero} — Atelier Lumen" and "Atelier Lumen" in message["From"]
    assert (
        "1\u202f200,00\u00a0€ TTC" in message.get_body().get_content() or "1 200,00" in message.get_body().get_content()
    )
    with lumen():
        courriel = db.session.get(Courriel, courriel_id)
        facture = db.session.get(Facture, courriel.sujet_id)
        assert pdf.get_filename() == f"{numero}.pdf" and pdf.get_payload(decode=True) == facture.read_pdf()
        assert courriel.envoye_le and courriel.etat.code == "envoye" and message["Message-ID"] == courriel.message_id
        assert courriel.pieces == [{"nom": f"{numero}.pdf", "sha256": facture.pdf_sha256}]
        assert courriels_of(facture) == [courriel]


@pytest.mark.covers("E-020")
def test_a_devis_leaves_in_the_version_that_was_sent(lumen, work, outbox):
    with lumen():
        devis = make_devis(envoye=True)
        devis_id = devis.id
        ask(devis)
    work()
    with lumen():
        devis = db.session.get(Devis, devis_id)
        devis.new_version(moi())
        with pytest.raises(RegleMetier, match="brouillon"):
            ask(devis)
        devis.finalise(MIDI.date() + timedelta(days=0), MIDI, moi())
        ask(devis)
    work()
    names = [part.get_filename() for message in outbox for part in message.iter_attachments()]
    assert names == [f"{devis.numero}.pdf", f"{devis.numero}-V2.pdf"]


def test_a_job_run_twice_sends_once(lumen, work, outbox):
    with lumen():
        courriel_id = ask(make_facture(issued=True)).id
    work()
    with lumen():
        assert db.session.get(Courriel, courriel_id).send_now() is None
    assert len(outbox) == 1


def test_the_same_message_keeps_its_message_id(lumen, outbox):
    with lumen():
        courriel = ask(make_facture(issued=True))
        courriel.send_now()
        courriel.envoye_le = None
        courriel.send_now()
    first, second = outbox
    assert first["Message-ID"] == second["Message-ID"] and first["Message-ID"].startswith("<courriel-")


@pytest.mark.covers("B-037")
def test_an_address_nobody_receives_at_is_not_valid_for_its_contact(lumen, work, outbox):
    with lumen():
        tiers = make_tiers()
        partie, la = (make_contact(tiers, email=f"{nom}@client.example") for nom in ("partie", "presente"))
        ids = partie.id, la.id
        ask(make_facture(tiers, issued=True), a=["Partie@client.example", "presente@client.example"])
    outbox.refuse.add("Partie@client.example")
    work()
    with lumen():
        assert [db.session.get(Contact, id).validite_email for id in ids] == ["non_valide", "non_verifie"]


@pytest.mark.parametrize(
    ("code", "reason", "unknown"),
    [(550, b"5.1.1 no such user", True), (550, b"5.7.1 relay denied", False), (452, b"4.2.2 full", False)],
)
def test_a_rule_of_the_server_says_nothing_of_the_address(code, reason, unknown):
    assert mail.unknown_among({"a@b.fr": (code, reason)}) == (("a@b.fr",) if unknown else ())


def test_an_address_the_server_refuses_is_said(lumen, work, outbox):
    with lumen():
        courriel_id = ask(make_facture(issued=True), a=["parti@client.example"]).id
    outbox.refuse.add("parti@client.example")
    work()
    with lumen():
        courriel = db.session.get(Courriel, courriel_id)
        assert courriel.envoye_le is None and "Adresse refusée" in courriel.echec and courriel.etat.code == "echec"
        job = db.session.query(Travail).filter_by(cle=f"courriel:{courriel_id}").one()
        assert job.etat == "échoué" and "parti@client.example" in job.raison


def test_a_server_that_does_not_answer_is_tried_again(lumen, work, outbox):
    with lumen():
        identify(smtp_hote="127.0.0.1", smtp_port=9, expediteur_email="facturation@atelier-lumen.example")
        courriel_id = ask(make_facture(issued=True)).id
    try:
        work()
        with lumen():
            job = db.session.query(Travail).filter_by(cle=f"courriel:{courriel_id}").one()
            assert job.etat == "nouvel essai prévu" and db.session.get(Courriel, courriel_id).echec
    finally:
        with lumen():
            identify(smtp_hote=None, smtp_port=None, expediteur_email=None)


def test_a_company_sends_with_its_own_server_and_name(lumen, work, outbox, courriels):
    port = int(courriels.url.rsplit(":", 1)[1])
    own = {"expediteur_nom": "Lumen Facturation", "expediteur_email": "facturation@atelier-lumen.example"}
    with lumen():
        identify(smtp_hote="127.0.0.1", smtp_port=port, **own)
        ask(make_facture(issued=True))
    try:
        work()
    finally:
        with lumen():
            identify(smtp_hote=None, smtp_port=None, expediteur_nom=None, expediteur_email=None)
    (message,) = outbox
    assert message["From"] == "Lumen Facturation <facturation@atelier-lumen.example>"


def test_the_password_of_the_server_is_never_in_clear(lumen):
    from tenants import mail

    with lumen():
        sealed = vault.of_company().encrypt("s3cr&t:/")
        assert "s3cr" not in sealed
        url = mail.smtp_url("smtp.example", 587, "starttls", "lumen@x", vault.of_company().decrypt(sealed))
        assert url == "smtp+starttls://lumen%40x:s3cr%26t%3A%2F@smtp.example:587"


def test_the_proposed_text_is_in_the_language_of_the_document(lumen):
    with lumen():
        client = make_tiers(langue="en", email=None)
        contact = make_contact(client, email="jane@client.example")
        facture = make_facture(client, issued=True)
        proposed = prepare(facture, moi())
        assert proposed.a == [contact.email] and proposed.objet.startswith("Invoice FA-")
        assert "€1,200.00 including VAT" in proposed.texte and "Alice Moreau" in proposed.texte
        assert facture.numero in prepare(make_avoir(facture), moi()).texte
        db.session.rollback()


def test_a_company_writes_its_own_text(lumen):
    with lumen():
        facture = make_facture(issued=True)
        ModeleMessage.write("facture", "fr", "Votre facture {{ numero }}", "Bonjour {{client}}, merci : {{ reste }}.")
        assert prepare(facture).objet == f"Votre facture {facture.numero}"
        assert prepare(facture).texte.startswith(f"Bonjour {facture.tiers.libelle}, merci")
        db.session.rollback()


@pytest.mark.parametrize(
    "texte", ["{{ mot_de_passe }}", "{{ config.SECRET_KEY }}", "{{ 7*7 }}", "{{ client.__class__ }}"]
)
def test_an_unknown_field_is_refused_by_name(texte):
    with pytest.raises(RegleMetier, match="Champ inconnu") as refusal:
        gabarits.check(f"Bonjour {texte}")
    assert texte.strip("{} ") in refusal.value.message


def test_what_a_value_contains_is_never_a_field():
    assert gabarits.fill("{{ client }}", {"client": "{{ numero }}", "numero": "12"}) == "{{ numero }}"


def test_every_default_text_uses_known_fields_only():
    for code in ("devis", "facture", "avoir"):
        for langue in ("fr", "en"):
            for part in gabarits.default(code, langue):
                gabarits.check(part)
    assert len(CHAMPS) > 10


def test_a_draft_or_a_wrong_address_does_not_leave(lumen):
    with lumen():
        with pytest.raises(RegleMetier, match="Émettez d’abord"):
            prepare(make_facture())
        facture = make_facture(issued=True)
        for a, raison in (
            ([], "Indiquez"),
            (["sans-arobase"], "n’est pas une adresse"),
            (["a@b.c\nBcc: x@y.z"], "n’est pas"),
        ):
            with pytest.raises(RegleMetier, match=raison) as refusal:
                ask(facture, a=a)
            assert refusal.value.champ == "a"
        db.session.rollback()


def test_devis_is_sent_when_its_message_has_left_and_not_before(lumen, work, outbox):
    with lumen():
        devis = make_devis(make_tiers(email="achats@client.example"))
        devis.finalise(MIDI.date(), MIDI, moi())
        assert devis.etat(MIDI.date()).code == "valide"
        ask(devis)
        assert devis.parti_le is None
        devis_id = devis.id
    work()
    with lumen():
        devis = db.session.get(Devis, devis_id)
        courriel = courriels_of(devis)[0]
        assert devis.parti_le == courriel.envoye_le and devis.etat(MIDI.date()).code == "envoye"
        devis.new_version(moi())
        assert devis.parti_le is None and devis.etat(MIDI.date()).code == "brouillon"


def test_devis_whose_message_is_refused_is_still_to_send(lumen, work, outbox):
    with lumen():
        devis = make_devis(make_tiers(email="refuse@client.example"))
        devis.finalise(MIDI.date(), MIDI, moi())
        ask(devis, a=["refus@client.example"])
        devis_id = devis.id
    outbox.refuse.add("refus@client.example")
    work()
    with lumen():
        devis = db.session.get(Devis, devis_id)
        assert courriels_of(devis)[0].echec and devis.etat(MIDI.date()).code == "valide"

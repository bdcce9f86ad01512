"""Addresses are verified by how they are written, then by what a real name server answers of their domain."""

import socketserver
import threading

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import pytest
from sqlalchemy import select

from crm.tiers import Contact
from crm.verification import PATIENCE, Verificateur, verify
from tenants import Travail, db
from tests.fabrique import make_contact, make_tiers

ZONE = {
    ("recoit.fr.", "MX"): ["10 mx.recoit.fr."],
    ("refuse.fr.", "MX"): ["0 ."],
    ("ancien.fr.", "A"): ["93.184.216.34"],
    ("muet.fr.", "TXT"): ["x"],
}


class Reponse(socketserver.BaseRequestHandler):
    def handle(self):
        octets, socket = self.request
        asked = dns.message.from_wire(octets)
        name, kind = str(asked.question[0].name), dns.rdatatype.to_text(asked.question[0].rdtype)
        answer = dns.message.make_response(asked)
        answer.flags |= dns.flags.RA
        if name == "panne.fr.":
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif (name, kind) in ZONE:
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", kind, *ZONE[name, kind]))
        elif name not in {known for known, _ in ZONE}:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        socket.sendto(answer.to_wire(), self.client_address)


@pytest.fixture(scope="module")
def resolver():
    with socketserver.ThreadingUDPServer(("127.0.0.1", 0), Reponse) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port, resolver.lifetime = ["127.0.0.1"], server.server_address[1], 5
        yield resolver
        server.shutdown()


@pytest.mark.parametrize(
    ("email", "validite"),
    [
        ("a@recoit.fr", "valide"),
        ("a@ancien.fr", "valide"),
        ("a@refuse.fr", "non_valide"),
        ("a@muet.fr", "non_valide"),
        ("a@inconnu-du-monde.fr", "non_valide"),
        ("à modifier a@recoit.fr", "non_valide"),
        ("a.recoit.fr", "non_valide"),
        ("a@panne.fr", None),
    ],
)
def test_an_address_is_judged_by_its_writing_and_its_domain(resolver, email, validite):
    assert Verificateur(resolver).judge(email) == validite


def test_nobody_waits_for_a_name_server_that_is_out_of_order():
    lost = dns.resolver.Resolver(configure=False)
    lost.nameservers, lost.port, lost.lifetime = ["127.0.0.1"], 9, 0.05
    verificateur = Verificateur(lost)
    assert {verificateur.judge(f"a@domaine{i}.fr") for i in range(PATIENCE + 5)} == {None}
    assert verificateur.is_given_up and verificateur.judge("a@") == "non_valide"


@pytest.mark.covers("B-037")
def test_what_the_dns_says_is_written_and_its_failure_changes_nothing(lumen, resolver):
    with lumen():
        tiers = make_tiers()
        emails = ("a@recoit.fr", "b@refuse.fr", "c@panne.fr", None)
        made = [make_contact(tiers, email=email) for email in emails]
        made.append(make_contact(tiers, email="d@panne.fr", validite_email="valide"))
        found = verify([one.id for one in made], Verificateur(resolver))
        wanted = ["valide", "non_valide", "non_verifie", "non_verifie", "valide"]
        assert [one.validite_email for one in made] == wanted
        assert found == {"valide": 2, "non_valide": 1, "non_verifie": 1}


def test_the_selection_is_verified_by_a_job(bruno, chloe, lumen, work):
    with lumen():
        wrong = make_contact(make_tiers(), email="à modifier x@y.fr").id
        other = make_contact(make_tiers(), email="reste là").id
    assert "Vérifier les adresses" in bruno.get("/contacts").text
    panel = bruno.get(f"/contacts/verification?ids={wrong}", target="volet-contenu")
    assert "Adresses de 1\xa0contact" in panel.text
    assert chloe.post("/contacts/verification", {"ids": str(wrong)}, htmx=True).status_code == 403
    assert bruno.post("/contacts/verification", {"ids": str(wrong)}, htmx=True).status_code == 200
    work()
    with lumen():
        assert db.session.get(Contact, wrong).validite_email == "non_valide"
        assert db.session.get(Contact, other).validite_email == "non_verifie"
        travail = db.session.scalars(select(Travail).order_by(Travail.id.desc())).first()
        assert travail.etat == "fait" and travail.resultat["phrase"] == "Adresses vérifiées. Non valide : 1."

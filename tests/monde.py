"""A company where every page has something to show, as little or as much as wanted"""

import io
import tempfile
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from PIL import Image
from sqlalchemy import select

from crm import clock, evenements, images, mes_exports, pieces, sujets
from crm.actions import Action, planned
from crm.champs import ChampPersonnalise
from crm.communes import Commune
from crm.conformite import Cloture
from crm.courriels import Courriel
from crm.depenses import Depense
from crm.devis import Devis
from crm.equipes import Equipe
from crm.ereporting import Rappel
from crm.factures import Document, Facture
from crm.imports import IMPORTABLES, Import
from crm.listes import ModeleExport, Selection, VueEnregistree
from crm.listes.registre import LISTES
from crm.opportunites import Opportunite, to_devis
from crm.pistes import Piste
from crm.plateforme import ConnexionPlateforme, Consultation, transmit
from crm.plateforme.adaptateur import Flux
from crm.plateforme.cdar_lu import StatutLu
from crm.proformas import Proforma
from crm.reglements import Reglement
from crm.statuts import Statut
from crm.tiers import Contact, Rattachement, Tiers
from crm.valeurs import Valeur
from tenants import Travail, db, storage
from tests.depenses.fournisseur import recue
from tests.fabrique import (
    MIDI,
    D,
    identify,
    ligne,
    make_article,
    make_avoir,
    make_contact,
    make_devis,
    make_facture,
    make_opportunite,
    make_piste,
    make_reglement,
    make_tiers,
    moi,
)
from tests.reception.test_echantillons import contenu

JOUR = MIDI.date()


@dataclass
class Monde:
    """The records whose pages are opened (`ids`, by blueprint), and what they need (`autres`)."""

    ids: dict[str, int] = field(default_factory=dict)
    autres: dict[str, int | str] = field(default_factory=dict)

    def begin(self) -> None:
        identify().revise(filiales=True, delegations=True)
        tiers = make_tiers("Menuiserie Delaunay")
        make_tiers(societe_mere_id=tiers.id).delegate(tiers)
        facture = make_facture(tiers, lignes=[ligne(quantite="90", prix="1000")], issued=True)
        avoir = make_avoir(facture, montants={"20": D(1000)}, issued=False)
        paid = make_facture(tiers, lignes=[ligne(prix="5000")], issued=True)
        make_reglement(paid)
        usable = make_avoir(paid)
        reglement = make_reglement(tiers=tiers, montant="5000")
        self.ids = {
            "articles": make_article().id, "clients": tiers.id, "contacts": make_contact(tiers).id,
            "devis": make_devis(tiers).id, "factures": facture.id, "avoirs": usable.id, "reglements": reglement.id,
            "depenses": self.depense().id, "equipe": moi().id, "configuration": Valeur.of("unite")[0].id,
            "pistes": self.piste(tiers).id, "communes": Commune.create(nom="Liège", code_postal="4000", pays="BE").id,
            "pipeline": tiers.id,
        }  # fmt: skip
        affaire = self.opportunite(tiers)
        self.ids |= {"opportunites": affaire.id, "actions": planned(affaire)[0].id}
        self.autres = {
            "brouillon": make_facture(tiers).id, "envoye": make_devis(tiers, envoye=True).id, "avoir": avoir.id,
            "partie_clients": tiers.adresses[0].id, "partie_opportunites": affaire.lignes[0].id,
            "etape": affaire.etape_id, "processus": affaire.processus_id, "statut": affaire.statut_id,
            "rattachement_id": db.session.scalar(select(Rattachement.id).filter_by(contact_id=self.ids["contacts"])),
        }  # fmt: skip
        for nom, key, modele in (("devis", self.ids["devis"], Devis), ("factures", self.autres["brouillon"], Facture)):
            proforma = Proforma.of(db.session.get(modele, key), JOUR, MIDI, moi())
            proforma.pdf_sha256 = storage.put(b"%PDF-1.7")
            self.autres[f"proforma_{nom}"] = proforma.id
        self.autres["groupe"] = Equipe.add("equipe", nom="Nord", membres=[moi().id]).id
        made = evenements.note(
            "attestation", "Attestation", version="1.0", nom="a.pdf", sha256=storage.put(b"%PDF-1.7")
        )
        Cloture.close_due(JOUR + timedelta(days=60))
        self.autres["rang"] = made.rang
        self.travail("brouillon", Facture)
        self.travail("devis", Devis)
        self.export()
        self.platform(facture)
        for liste in LISTES:
            vue = VueEnregistree(liste=liste, nom="La mienne", requete="", membre_id=moi().id)
            modele = ModeleExport(liste=liste, nom="Le mien", colonnes=[], forme="csv", membre_id=moi().id)
            selection = Selection(liste=liste, nom="Les miens", membre_id=moi().id)
            db.session.add_all([vue, modele, selection])
            db.session.flush()
            self.autres |= {f"vue_{liste}": vue.id, f"modele_{liste}": modele.id, f"selection_{liste}": selection.id}
        self.importe()
        self.furnish()

    def platform(self, facture: Facture) -> None:
        """The company has a platform, that took a facture in charge and said so, and a period to declare."""
        url = "https://pa.example"
        values = {"nom": "PA", "url": url, "url_jeton": f"{url}/jeton", "client": "lumen", "secret": "un secret"}
        values["url_annuaire"] = url
        ConnexionPlateforme.configure(**values).agree("Alice Martin", "présidente", moi(), MIDI)
        siren = facture.tiers.siren
        db.session.add(Consultation(siren=siren, adresses=[siren, f"{siren}_COMPTA"], consulte_a=clock.now()))
        db.session.add(Rappel(genre="transactions", debut=JOUR, fin=JOUR, echeance=JOUR))
        flux = Flux(id="1", genre="CustomerInvoiceLC", jeton=None, modifie_a=MIDI)
        said = StatutLu(facture.numero, "204", "Prise en charge", "", "", MIDI)
        transmit(facture, moi(), MIDI).receive(flux, said, b"<cdar/>", MIDI)

    def piste(self, tiers: Tiers) -> Piste:
        """Qualified, like a tiers of the base, and with the e-mail of another."""
        make_piste(email="double@client.example")
        piste = make_piste(entreprise=tiers.nom, email="double@client.example", montant_estime=D(5000))
        piste.pass_to(next(statut for statut in Statut.of("pistes") if statut.convertible))
        return piste

    def opportunite(self, tiers: Tiers) -> Opportunite:
        """Of all three; with a line, something to do, and a devis made from it."""
        contact = db.session.get(Contact, self.ids["contacts"])
        affaire = make_opportunite(tiers, contact_id=contact.id, piste_id=self.ids["pistes"])
        affaire.add_ligne(designation="Pose", quantite=D(1), prix_unitaire=D(100))
        Action.plan(affaire, genre_="appel", texte="Rappeler", prevue_le=JOUR, membre_id=moi().id)
        to_devis(affaire, moi(), JOUR)
        return affaire

    def depense(self) -> Depense:
        """What a received file made, taken in charge; another file that was refused."""
        recue(contenu("CALC-001"), "fausse.pdf")
        depense = recue(contenu("OK-001"), "facture.pdf").depense
        depense.advance(204, moi(), MIDI, JOUR)
        return depense

    def importe(self) -> None:
        """A file examined, of each noun that has imports: rows of each kind."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "fichier"
            path.write_text(f"Nom;E-mail\nCharpente Nord;a@exemple.fr\nCharpente Sud;a@exemple.fr\n{'x' * 300};\n")
            for cle, objet in IMPORTABLES.items():
                made = Import.receive(objet, "import", "fiches.csv", path, moi(), MIDI)
                made.examine_now()
                self.autres[f"import_{cle}"] = made.id
        db.session.flush()

    def travail(self, nom: str, modele: type) -> None:
        document = db.session.get(modele, self.autres.get(nom) or self.ids[nom])
        travail = document.preview_later(JOUR, moi())
        travail.fini_le, travail.resultat = MIDI, {"sha256": storage.put(b"%PDF-1.7"), "nom": "apercu.pdf"}
        db.session.flush()
        self.autres[f"apercu_{document.__tablename__}"] = travail.id
        self.ids["travaux"] = self.ids["automatismes"] = travail.id

    def export(self) -> None:
        """A file of the list of clients."""
        made = {"sha256": storage.put(b"Nom"), "nom": "clients.csv", "type": "text/csv", "taille": 3}
        travail = Travail(
            titre="Export", cible=mes_exports.EXPORT, methode="write_now", arguments={"liste": "clients"}, total=1,
            par_id=moi().id, fini_le=clock.now(), resultat=made,
        )  # fmt: skip
        db.session.add(travail)
        db.session.flush()
        self.ids["exports"] = travail.id

    def furnish(self) -> None:
        """One of all that these records bear."""
        tiers, facture = db.session.get(Tiers, self.ids["clients"]), db.session.get(Facture, self.ids["factures"])
        make_contact(tiers)
        db.session.get(Contact, self.ids["contacts"]).attach(make_tiers(), role="Direction générale")
        other = make_facture(tiers, issued=True)
        db.session.get(Reglement, self.ids["reglements"]).impute(other, D(1), JOUR, moi())
        db.session.get(Document, self.ids["avoirs"]).impute(other, D(1), JOUR, moi())
        make_reglement(facture, "1")
        Courriel.send_later(facture, a=["c@x.fr"], objet="Facture", texte="Bonjour", par=moi(), now=MIDI)
        version = db.session.get(Devis, self.autres["envoye"]).derniere_version
        for printed in (facture, db.session.get(Document, self.ids["avoirs"]), version):
            printed.pdf_sha256 = storage.put(b"%PDF-1.7")
        self.questions()
        self.describe()
        worn = sujets.create_label("Chantier", "bleu").id
        for fiche in self.fiches():
            note = sujets.write_note(fiche, "<p>Rappeler <b>lundi</b></p>", moi())
            piece = pieces.attach(fiche, "plan.txt", b"un plan", moi().id)
            sujets.set_labels(fiche, {worn})
            db.session.flush()
            self.autres[f"piece_{fiche.__tablename__}"] = piece.id
            self.autres[f"note_{fiche.__tablename__}"] = note.id

    def describe(self) -> None:
        """The prospect has a description with an image."""
        drawn = io.BytesIO()
        Image.new("RGB", (4, 4)).save(drawn, "PNG")
        plan = images.receive(drawn.getvalue(), moi()).sha256
        text = f'<h3>Le besoin</h3><p>Un plan <img src="image:{plan}" alt="Plan"></p>'
        db.session.get(Piste, self.ids["pistes"]).revise(description=text)

    def questions(self) -> None:
        """Prospects, clients and contacts answer the company's own questions."""
        for objet, modele in (
            ("tiers", Tiers),
            ("contacts", Contact),
            ("pistes", Piste),
            ("opportunites", Opportunite),
        ):
            for code, sorte in (("SURNOM", "texte"), ("PARRAIN", "tiers"), ("SUIVI", "membre")):
                question = ChampPersonnalise.add(objet, question=code.capitalize(), code=code, sorte=sorte)
                self.autres.setdefault("question", question.id)
            fiche = db.session.get(modele, self.ids[{"tiers": "clients"}.get(objet, objet)])
            fiche.answer({"SURNOM": "Le Grand", "PARRAIN": self.ids["clients"], "SUIVI": 1})

    def fiches(self) -> list:
        modeles = {"clients": Tiers, "devis": Devis, "factures": Facture, "reglements": Reglement, "contacts": Contact}
        modeles |= {"depenses": Depense, "pistes": Piste, "opportunites": Opportunite}
        found = [db.session.get(modele, self.ids[nom]) for nom, modele in modeles.items()]
        from crm.articles import Article

        return [*found, db.session.get(Article, self.ids["articles"])]

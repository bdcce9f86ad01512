from flask import g, render_template, request
from wtforms import HiddenField

from blueprints import edition
from blueprints.access import requires
from blueprints.depenses import bp
from blueprints.find import find
from blueprints.forms import Form, JourField, MontantField, TexteField, ValeurField, facultatif, requis
from crm import clock, journal, plateforme, sujets
from crm.depenses import Depense, fournisseurs
from crm.depenses.statuts import MOTIFS
from crm.tiers import Tiers
from tenants.ids import read_id

ONGLETS = ("document", "activite", "fichiers", "historique")


class DepenseForm(Form):
    tiers_id = HiddenField("Fournisseur", [requis("Choisissez le fournisseur.")])
    version = HiddenField()
    numero = TexteField("N° de facture", [facultatif()], maximum=60)
    objet = TexteField("Objet", [facultatif()], maximum=200)
    categorie = ValeurField("Catégorie", "categorie_depense")
    emise_le = JourField("Date", [requis("Indiquez la date.")])
    echeance = JourField("Échéance")
    ht = MontantField("Total HT", [requis("Indiquez le total HT.")])
    tva = MontantField("TVA", [requis("Indiquez le total de TVA, 0 s’il n’y en a pas.")])

    @property
    def tiers(self) -> Tiers | None:
        key = read_id(self.tiers_id.data)
        return find(Tiers, key) if key else None

    @property
    def values(self) -> dict:
        kept = {name: value for name, value in super().values.items() if name != "tiers_id"}
        return kept | {"tiers": self.tiers}


def record(**values) -> Depense:
    """The supplier of an expense becomes one, if they were not."""
    values["tiers"].become_fournisseur(clock.today())
    return Depense.record(g.membre, clock.now(), clock.today(), **values)


edition.install(
    bp,
    edition.Edition(
        modele=Depense,
        formulaire=DepenseForm,
        creer=record,
        nouveau="Nouvelle dépense",
        cree="Dépense enregistrée : joignez-lui son justificatif.",
        modifie="Dépense modifiée.",
        initial=lambda: {"emise_le": clock.today()},
    ),
)


@bp.get("/<int:id>")
@requires("depenses")
def show(id: int):
    depense, onglet = find(Depense, id, trashed=True), request.args.get("onglet")
    return render_template(
        "depenses/show.html",
        fiche=depense,
        facture=depense.facture,
        onglet=onglet if onglet in ONGLETS else ONGLETS[0],
        etat=depense.etat(clock.today()),
        iban_connu=fournisseurs.known_iban(depense) if depense.iban else None,
        motifs=MOTIFS,
        retours=plateforme.retours_of(depense),
        notes=sujets.notes_of(depense),
        pieces=sujets.pieces_of(depense),
        etiquettes=sujets.labels_of("depenses", [id]).get(id, []),
        entrees=journal.history("depenses", id) if onglet == "historique" else (),
        actions=journal.ACTIONS,
    )

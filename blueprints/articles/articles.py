from decimal import Decimal

from flask import render_template, request
from wtforms import BooleanField, HiddenField, RadioField, SelectField

from blueprints import edition
from blueprints.access import requires
from blueprints.articles import bp
from blueprints.articles.choix import created
from blueprints.find import find
from blueprints.forms import Form, MontantField, TexteField, ValeurField, facultatif, requis, texte_long
from blueprints.redaction.tva import ChoixTVA
from crm import journal, sujets
from crm.articles import NATURES, Article

ONGLETS = ("activite", "fichiers", "historique")


class ArticleForm(Form):
    version = HiddenField()
    designation = TexteField("Désignation", [requis("Indiquez la désignation.")], maximum=200)
    reference = TexteField("Référence", [facultatif()], maximum=40)
    description = texte_long("Description")
    nature = RadioField("Nature", choices=NATURES, default="service")
    unite = ValeurField("Unité", "unite")
    prix_unitaire = MontantField(
        "Prix unitaire HT", [requis("Indiquez le prix unitaire.")], decimales=4, minimum=Decimal(0)
    )
    tva = SelectField("TVA")
    cout = MontantField("Coût d’achat HT", [facultatif()], decimales=4, minimum=Decimal(0))
    eco_participation = MontantField("Éco-participation HT comprise", [facultatif()], decimales=4, minimum=Decimal(0))
    garantie_conformite = BooleanField(
        "Rappeler la garantie légale de conformité",
        description="Deux ans : électroménager, informatique, téléphonie, jouets, meubles… vendus à un particulier.",
    )
    inactif = BooleanField("Ne plus proposer dans les devis et les factures")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.tva.choices = dict(ChoixTVA().with_borne([self.tva.data] if self.tva.data else []))

    @property
    def values(self) -> dict:
        kept = {key: value for key, value in super().values.items() if key != "tva"}
        taux, _, code = self.tva.data.partition("-")
        return kept | {"taux_tva": Decimal(taux), "exoneration": code or None}


edition.install(
    bp,
    edition.Edition(
        modele=Article,
        formulaire=ArticleForm,
        creer=Article.create,
        nouveau="Nouvel article",
        cree="Article créé.",
        modifie="Article modifié.",
        option=created,
    ),
)


@bp.get("/<int:id>")
@requires("articles")
def show(id: int):
    article = find(Article, id, trashed=True)
    onglet = request.args.get("onglet")
    return render_template(
        "articles/show.html",
        fiche=article,
        onglet=onglet if onglet in ONGLETS else ONGLETS[0],
        etiquettes=sujets.labels_of("articles", [id]).get(id, []),
        notes=sujets.notes_of(article),
        pieces=sujets.pieces_of(article),
        entrees=journal.history("articles", id) if onglet == "historique" else (),
        actions=journal.ACTIONS,
        natures=NATURES,
    )

"""One list on screen: reading the request, and everything its templates ask."""

from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode

from flask import current_app, g, render_template, request, url_for
from markupsafe import Markup

from blueprints.ui import cellules as dessins
from crm.clock import today
from crm.listes import Colonne, Contexte, Liste, ModeleExport, Page, Requete, VueEnregistree, tetes
from crm.listes.gardes import Gardee
from crm.listes.tableau import Pile

DESSINS = {"table": ("Tableau", "table"), "cartes": ("Cartes", "layout-grid"), "kanban": ("Kanban", "layout-kanban")}


@dataclass(frozen=True)
class Ecran:
    nom: str
    declaree: Liste
    cellules: str | None = None
    actions: str | None = None
    en_volet: bool = True

    @property
    def liste(self) -> Liste:
        return self.declaree.complete

    def contexte(self) -> Contexte:
        return Contexte(g.membre.id, today())

    def read(self, query: str | None = None) -> Requete:
        """The state of the list: of this address, or of the query string a form carries."""
        args = request.args.to_dict(flat=False) if query is None else parse_qs(query)
        saved = self.enregistrees() if any(v.startswith("v") for v in args.get("vue", [])) else []
        return Requete.lire(args, self.liste, g.membre.preferences, self.contexte(), saved)

    def enregistrees(self) -> list[VueEnregistree]:
        if ("vues", self.liste.cle) not in g.setdefault("listes", {}):
            g.listes["vues", self.liste.cle] = VueEnregistree.of(self.liste, g.membre)
        return g.listes["vues", self.liste.cle]

    def url(self, requete: Requete | None = None, **changes) -> str:
        query = requete.avec(**changes).to_query() if requete else ""
        return url_for(f"{self.nom}.index") + (f"?{query}" if query else "")

    def dessins(self, requete: Requete) -> list[dict]:
        """The drawings of this list, one after the other on the same rows."""
        return [
            {"titre": titre, "icone": icone, "url": self.url(requete, dessin=cle), "actif": requete.dessin == cle}
            for cle, (titre, icone) in (DESSINS | self.liste.noms_dessins).items()
            if cle in self.liste.dessins
        ]

    def url_de(self, endpoint: str, **values) -> str:
        return url_for(f"{self.nom}.{endpoint}", **values)

    def has(self, endpoint: str) -> bool:
        return f"{self.nom}.{endpoint}" in current_app.view_functions

    def url_vue(self, vue, dessin: str | None = None) -> str:
        """A predefined view starts afresh, drawn alike; a saved one brings its words and filters with it."""
        if isinstance(vue, VueEnregistree):
            inner = Requete.lire(vue.requete, self.liste, None, self.contexte())
            return self.url(inner, vue=vue.cle)
        asked = {"vue": vue.cle if vue.cle != self.liste.vue_defaut else None}
        asked["dessin"] = dessin if dessin != self.liste.dessins[0] else None
        query = urlencode({name: value for name, value in asked.items() if value})
        return self.url() + (f"?{query}" if query else "")

    def urls_fiches(self, lignes: list) -> list[str | None]:
        """The address of each card, when the module has some. Built once: url_for is slow."""
        if not self.has("show"):
            return [None] * len(lignes)
        pattern = self.url_de("show", id=0)
        before, _, after = pattern.rpartition("0")
        return [f"{before}{ligne.id}{after}" for ligne in lignes]

    @property
    def can_write(self) -> bool:
        return g.membre.can(self.liste.module, "ecriture")

    def can_change(self, gardee: Gardee) -> bool:
        return gardee.can_be_changed_by(g.membre, self.liste.module)

    def modeles_export(self) -> list[ModeleExport]:
        return ModeleExport.of(self.liste, g.membre)

    def macros(self):
        """The module's own drawings; they are given `peut` and `membre`."""
        if self.cellules is None:
            return None
        template = current_app.jinja_env.get_template(self.cellules)
        return template.make_module({"peut": g.membre.can, "membre": g.membre})

    def rows(self, page: Page) -> Markup:
        """Every row of the page, drawn."""
        macros, selectable = self.macros(), self.can_write and self.liste.selectionnable
        drawn, titres, largeur = [], tetes.headings(page), len(page.colonnes) + selectable
        for rang, (ligne, url) in enumerate(zip(page.lignes, self.urls_fiches(page.lignes), strict=True)):
            if rang in titres:
                drawn.append(dessins.tete(titres[rang], largeur))
            cells = [(colonne, self.cellule(page, colonne, ligne, url, macros)) for colonne in page.colonnes]
            drawn.append(dessins.rangee(ligne.id, url, self.liste.nomme(ligne) if selectable else None, cells))
        return dessins.assemble(drawn)

    def cellule(self, page: Page, colonne: Colonne, ligne, url: str | None, macros) -> str:
        valeur = page.valeur(colonne, ligne)
        if macro := getattr(macros, colonne.cle, None):
            return macro(ligne, valeur)
        if colonne.genre == "nom":
            sous, carre = (read(ligne) if read else None for read in (colonne.sous, colonne.carre))
            return dessins.nom(valeur, url, sous, carre)
        return dessins.cellule(colonne, valeur)

    def cartes(self, page: Page) -> list[tuple]:
        """Each row as a card: (its name's cell, [(title, cell)], its address)."""
        macros, first = self.macros(), self.liste.colonnes[0]
        shown = [self.liste.par_cle[cle] for cle in self.liste.cartes]
        return [
            (
                Markup(self.cellule(page, first, ligne, url, macros)),
                [(colonne.titre, Markup(self.cellule(page, colonne, ligne, url, macros))) for colonne in shown],
                url,
            )
            for ligne, url in zip(page.lignes, self.urls_fiches(page.lignes), strict=True)
        ]

    def colonnes_kanban(self, requete: Requete, piles: list[Pile]) -> list[dict]:
        """The columns of the board, as the macro `kanban` takes them."""
        tableau, drawn = self.liste.tableau, []
        for pile in piles:
            cartes = [
                tableau.carte(ligne)
                | {"id": ligne.id, "url": url, "url_etape": self.url_de(tableau.endpoint, id=ligne.id)}
                for ligne, url in zip(pile.lignes, self.urls_fiches(pile.lignes), strict=True)
            ]
            kept = requete.valeurs | {tableau.filtre: (str(pile.etat.id),)}
            drawn.append({"cle": pile.etat.id, "titre": pile.etat.libelle, "ton": pile.etat.ton, "cartes": cartes,
                          "nombre": pile.nombre, "somme": pile.somme, "reste": pile.reste,
                          "note": getattr(pile.etat, "note", None),
                          "suite": self.url(requete, valeurs=kept, dessin="table")})  # fmt: skip
        return drawn

    def render(self, template: str, **context) -> str:
        return render_template(f"_listes/{template}.html", ecran=self, liste=self.liste, **context)

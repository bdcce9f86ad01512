"""What the template shows of a content: the words, in the order of the page."""

from decimal import Decimal

from crm import formats
from crm.documents.contenu import Contenu, LigneImprimee, Reference
from crm.documents.libelles import LIBELLES
from crm.montants import Deduit, GroupeTVA

SEPARATEUR = f"{formats.NBSP}· "
CARACTERES_PAR_LIGNE = 44
DEBOURS = "debours"
# Beyond this many characters, the column of figures takes its wide form.
ETROIT = {"quantite": 7, "unite": 8, "prix": 10, "total": 12}


class Vue:
    def __init__(self, contenu: Contenu):
        self.c = contenu
        self.langue = contenu.langue
        self.mots = LIBELLES[contenu.langue]

    @property
    def titre(self) -> str:
        return self.mots[self.c.nature].format(rang=self.c.situation)

    @property
    def titre_complet(self) -> str:
        return f"{self.titre} {self.c.numero or self.mots['sans_numero']}"

    @property
    def suite(self) -> str:
        return f"{self.c.emetteur.enseigne}{SEPARATEUR}{self.titre_complet}"

    @property
    def adresse(self) -> tuple[str, ...]:
        return (*self.c.client.noms, *self.c.client.adresse.en_lignes(self.langue))

    @property
    def adresse_dense(self) -> bool:
        """More than the six lines a window shows: smaller, rather than a town nobody reads."""
        return sum(1 + len(line) // CARACTERES_PAR_LIGNE for line in self.adresse) > 6

    @property
    def informations(self) -> list[tuple[str, str]]:
        c, mots = self.c, self.mots
        rows = [(mots[name], self.jour(getattr(c, name))) for name in ("emise_le", "echeance", "validite")]
        rows += [self._prestation(), (mots["livraison_le"], self.jour(c.livraison_le))]
        rows += [(mots["commande_client"], c.commande_client)]
        rows += [(mots[f"reference_{r.nature}"], self._reference(r)) for r in c.references]
        siret = [("client_siret", c.client.siret)] if c.client.siret else [("client_siren", c.client.siren)]
        rows += [(mots[name], formats.siren(value)) for name, value in siret]
        rows += [(mots["client_tva"], c.client.tva), (mots["code_service"], c.client.code_service)]
        rows += [(mots["engagement"], c.client.engagement), (mots["categorie_operation"], c.categorie_operation)]
        return [(label, value) for label, value in rows if value]

    @property
    def pied(self) -> str:
        """The identity of the business, on each page (C. com. R123-237)."""
        e, mots = self.c.emetteur, self.mots
        nom = " ".join(part for part in (e.denomination, self._forme()) if part)
        rcs = formats.NBSP.join(part for part in (self._registre(), formats.siren(e.siren)) if part)
        parts = [
            nom,
            ", ".join(e.adresse.en_lignes(self.langue)),
            rcs,
            e.siret and f"{mots['siret']}{formats.NBSP}{formats.siren(e.siret)}",
            e.tva and f"{mots['tva']}{formats.NBSP}{e.tva}",
            e.ape and f"{mots['ape']}{formats.NBSP}{e.ape[:2]}.{e.ape[2:]}",
            *e.complements,
        ]
        return SEPARATEUR.join(part for part in parts if part)

    @property
    def totaux(self) -> list[tuple[str, Decimal]]:
        """The rows above the amount that stands out."""
        t, mots, rows = self.c.totaux, self.mots, []
        if t.remise and not t.deductions:
            remise = f" ({self.remise(self.c.remise)})" if self.c.remise and self.c.remise.en_pourcent else ""
            rows += [(mots["total_lignes"], t.lignes), (mots["remise"] + remise, -t.remise)]
        rows.append((mots["total_ht"], t.ht))
        debours = sum(g.base for g in t.groupes if g.exoneration == DEBOURS)
        rows += [(mots["dont_debours"], debours)] if debours else []
        taxed = [g for g in t.groupes if g.taux]
        rows += [(self._tva(g), g.tva) for g in taxed]
        rows += [(mots["total_tva"], t.tva)] if len(taxed) > 1 else []
        if self.c.nature != "devis" or self.c.reglements:
            rows.append((mots["total_ttc"], t.ttc))
        if self.c.retenue:
            taux = formats.pourcent(self.c.retenue.pourcent, self.langue)
            rows.append((mots["retenue"].format(taux=taux), -self.c.retenue.montant))
        rows += [(mots["regle"].format(libelle=r.libelle, date=self.jour(r.le)), -r.montant) for r in self.c.reglements]
        return rows

    @property
    def net(self) -> tuple[str, Decimal]:
        labels = {"devis": "total_devis", "avoir": "net_avoir", "avoir_acompte": "net_avoir"}
        label = labels.get(self.c.nature, "net_a_payer")
        return self.mots[label], self.c.totaux.ttc if self.c.nature == "devis" else self.c.net_a_payer

    @property
    def deductions(self) -> list[tuple[str, Decimal, Decimal, Decimal]]:
        """From the total of the operation to what this document invoices: label, before tax, VAT, with tax (ACO-02)."""
        t, mots = self.c.totaux, self.mots
        if not t.deductions:
            return []
        ht, tva = t.ht + t.deduit_ht, t.tva + t.deduit_tva
        rows = [(self.deduit(d), -d.base, -d.tva, -d.ttc) for d in t.deductions]
        whole = mots["total_cumule" if self.c.situation else "total_operation"]
        return [(whole, ht, tva, ht + tva), *rows, (mots["reste_a_facturer"], t.ht, t.tva, t.ttc)]

    def deduit(self, deduit: Deduit) -> str:
        """« Acompte facture FA-2026-00012 du 03/02/2026 », with its rate when the document has several."""
        mots = self.mots
        said = mots[f"deduit_{deduit.nature}"].format(numero=deduit.numero, date=self.jour(deduit.le))
        if len(self.c.totaux.groupes) < 2 or not deduit.taux:
            return said
        return mots["deduit_taux"].format(deduit=said, taux=formats.pourcent(deduit.taux, self.langue))

    @property
    def ventilation(self) -> tuple[GroupeTVA, ...]:
        """Worth a table when several rates or a tax-free part are mixed."""
        groupes = self.c.totaux.groupes
        return groupes if len(groupes) > 1 else ()

    @property
    def conversion(self) -> tuple[str, ...]:
        return self.c.conversion.textes if self.c.conversion else ()

    @property
    def conditions(self) -> list[str]:
        c = self.c.conditions
        texts = (c.paiement, c.mode, c.escompte, c.penalites, c.indemnite, *c.autres)
        return [text for text in texts if text]

    @property
    def mentions(self) -> list[str]:
        e = self.c.emetteur
        debits = self.mots["option_debits"] if self.c.option_debits else ""
        return [text for text in (debits, *self.c.mentions, self.c.eco_participation, e.assurance, e.mediateur) if text]

    @property
    def colonnes(self) -> list[str]:
        shown = {
            "numero": any(ligne.numero for ligne in self.c.lignes),
            "remise": self.c.a_des_remises,
            "tva": self.c.taux_par_ligne,
            "unite": any(ligne.unite for ligne in self.c.lignes),
        }
        order = ("numero", "designation", "quantite", "unite", "prix", "remise", "tva", "total")
        return [name for name in order if shown.get(name, True)]

    def is_large(self, colonne: str) -> bool:
        return colonne in ETROIT and any(
            len(self._cellule(ligne, colonne)) > ETROIT[colonne] for ligne in self.c.lignes if ligne.genre == "ligne"
        )

    def _cellule(self, ligne: LigneImprimee, colonne: str) -> str:
        if colonne == "unite":
            return self.unite(ligne)
        if colonne == "total":
            return self.nombre(self.total(ligne), 2)
        return self.prix(ligne.prix_unitaire) if colonne == "prix" else self.nombre(ligne.quantite)

    def total(self, ligne: LigneImprimee) -> Decimal:
        """In the prices of the document: before tax, or with it."""
        return ligne.total_ht if ligne.total_ttc is None else ligne.total_ttc

    def titre_colonne(self, colonne: str) -> str:
        ttc = self.c.prix_ttc and colonne in ("prix", "total")
        return self.mots[f"col_{colonne}_ttc" if ttc else f"col_{colonne}"]

    def avancement(self, ligne: LigneImprimee) -> str:
        """« Avancement 60 % de 10 m², dont 30 % déjà facturé ; présente situation 30 % »."""
        a, unite = ligne.avancement, formats.unite(ligne.unite, ligne.avancement.marche)
        figures = {"cumul": a.cumul, "precedent": a.precedent, "courant": a.cumul - a.precedent}
        said = {name: formats.pourcent(value, self.langue) for name, value in figures.items()}
        marche = formats.NBSP.join(part for part in (self.nombre(a.marche), unite) if part)
        return self.mots["avancement"].format(marche=marche, **said)

    def livraison(self, ligne: LigneImprimee) -> str:
        """« Livré le 12/10/2026 », « Réalisé le 12/10/2026 »."""
        return self.mots[f"livree_{ligne.nature}"].format(date=self.jour(ligne.livree_le))

    def eco_participation(self, ligne: LigneImprimee) -> str:
        montant = f"{self.prix(ligne.eco_participation)}{formats.NBSP}{formats.signe(self.c.devise)}"
        return self.mots["dont_eco"].format(montant=montant)

    def jour(self, value, forme: str = "court") -> str:
        return formats.jour(value, "moyen" if self.langue == "en" else forme, self.langue)

    def montant(self, value: Decimal) -> str:
        return formats.montant(value, self.c.devise, self.langue)

    def unite(self, ligne: LigneImprimee) -> str:
        return formats.unite(ligne.unite, ligne.quantite)

    def prix(self, value: Decimal) -> str:
        """A unit price shows its 3rd and 4th decimals when it has them."""
        decimales = max(2, -value.normalize().as_tuple().exponent)
        return formats.nombre(value, decimales, self.langue)

    def nombre(self, value: Decimal, decimales: int | None = None) -> str:
        return formats.nombre(value, decimales, self.langue)

    def remise(self, remise) -> str:
        if remise is None:
            return ""
        return formats.pourcent(remise.valeur, self.langue) if remise.en_pourcent else self.nombre(remise.valeur, 2)

    def taux(self, of: LigneImprimee | GroupeTVA) -> str:
        """A line without VAT shows a dash, never a rate of zero."""
        value = of.taux_tva if isinstance(of, LigneImprimee) else of.taux
        return formats.pourcent(value, self.langue) if value else "—"

    def categorie(self, groupe: GroupeTVA) -> str:
        if groupe.exoneration == DEBOURS:
            return self.mots["debours"]
        return self.taux(groupe) if groupe.taux else self.mots[f"categorie_{groupe.categorie}"]

    def _tva(self, groupe: GroupeTVA) -> str:
        return self.mots["tva_taux"].format(taux=self.taux(groupe))

    def _prestation(self) -> tuple[str, str]:
        c, mots = self.c, self.mots
        if not c.prestation_fin:
            return mots["prestation_le"], self.jour(c.prestation_le)
        debut, fin = self.jour(c.prestation_le), self.jour(c.prestation_fin)
        return mots["prestation_du"], mots["periode"].format(debut=debut, fin=fin)

    def _reference(self, reference: Reference) -> str:
        du = self.mots["du"].format(date=self.jour(reference.le)).replace(" ", formats.NBSP)
        return f"{reference.numero} {du}"

    def _forme(self) -> str:
        e, mots = self.c.emetteur, self.mots
        parts = [e.forme_juridique]
        if e.capital is not None:
            decimales = 0 if e.capital == e.capital.to_integral_value() else 2
            parts.append(mots["capital"].format(montant=formats.euros(e.capital, decimales, self.langue)))
        if e.capital_variable:
            parts.append(mots["capital_variable"])
        return " ".join(part for part in parts if part)

    def _registre(self) -> str:
        e, mots = self.c.emetteur, self.mots
        if e.rcs_ville:
            return mots["rcs"].format(ville=e.rcs_ville)
        return mots["rne"] if e.rne else mots["siren"] if e.siren else ""

"""What happens to a devis: sent as a frozen version, accepted, refused, taken up again."""

from datetime import date, datetime, timedelta

from crm import imprimes, journal, notifications, numerotation
from crm.clock import PARIS
from crm.devis.contenus import contenu
from crm.devis.versions import VersionDevis, sum_of
from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.parametres import Parametres
from crm.reperes import Droit
from tenants import db, later, storage


class Expedition:
    """The verbs of a devis."""

    def finalise(self, day: date, now: datetime, par: Membre | None) -> VersionDevis:
        """Number, freeze and print the devis: it may be sent, and no longer changes. Raises RegleMetier."""
        db.session.flush()
        db.session.refresh(self, with_for_update=True)
        self.ensure_brouillon()
        parametres = Parametres.current()
        self.validite = self.validite or day + timedelta(days=parametres.validite_devis)
        self._check_complete(day, now)
        self.nom_client, self.etabli_le, self.envoye_le = self.tiers.libelle, day, now
        self.envoye_par_id = par.id if par else None
        frozen = contenu(self, day, Droit.on(day), parametres).to_dict()
        if self.numero is None:
            self.numero = numerotation.draw(self.serie, day)
        version = self._keep(frozen | {"numero": self.numero_complet})
        journal.record(self, "finalisation", apres={"numero": self.numero_complet, "total_ttc": str(self.total_ttc)})
        later(version.render_now, titre=f"PDF de {self.numero_complet}", par_id=self.envoye_par_id)
        return version

    def mark_sent(self, now: datetime) -> None:
        """The client has it: an e-mail has left, or it was handed over. Raises RegleMetier on a draft."""
        if self.envoye_le is None:
            raise RegleMetier("Ce devis est un brouillon : validez-le avant de l’envoyer.")
        self.parti_le = self.parti_le or now

    def accept(
        self,
        day: date,
        nom: str,
        par: Membre | None,
        *,
        qualite: str | None = None,
        mention: str | None = None,
        validite: date | None = None,
    ) -> None:
        """The client agrees; they are a client from now on. Raises RegleMetier on a devis that has expired (DEV-06),
        unless the company holds it until `validite`.
        """
        self.ensure_answerable()
        if not (nom or "").strip():
            raise RegleMetier("Indiquez le nom de la personne qui donne son accord.", "accepte_par")
        if day < self.etabli_le:
            raise RegleMetier("L’accord ne peut pas précéder le devis : corrigez la date.", "accepte_le")
        if validite:
            self.revalidate(validite, day, par)
        if self.validite < day:
            raise RegleMetier(
                "Ce devis a expiré : prolongez sa validité, ou créez une nouvelle version, avant de l’accepter.",
                "validite",
            )
        self.accepte_le, self.accepte_par, self.accepte_qualite = day, nom.strip(), (qualite or "").strip() or None
        self.mention = mention or Droit.on(day).mention("accord", self.langue)
        self.tiers.become_client(day)
        journal.record(self, "acceptation", apres={"par": self.accepte_par, "version": self.indice})
        said = f"{self.nom_client} accepte le devis {self.numero_complet}."
        notifications.tell(self.responsable_id, "acceptation", said, self)

    def refuse(self, day: date, motif: str | None, par: Membre | None) -> None:
        self.ensure_answerable()
        if day < self.etabli_le:
            raise RegleMetier("Le refus ne peut pas précéder le devis : corrigez la date.", "refuse_le")
        self.refuse_le, self.motif_refus = day, (motif or "").strip() or None
        journal.record(self, "refus", apres={"motif": self.motif_refus})

    def revalidate(self, validite: date, day: date, par: Membre | None) -> None:
        """The company holds its offer until `validite`, although it had expired or soon will."""
        self.ensure_answerable()
        if validite < day:
            raise RegleMetier("La nouvelle date de validité est passée : choisissez-en une à venir.", "validite")
        avant, self.validite = self.validite, validite
        journal.record(self, "prolongation", avant={"validite": avant.isoformat()})

    def reopen(self, par: Membre | None) -> None:
        """Forget the answer of the client: the devis waits again. Raises RegleMetier once it is invoiced."""
        if not (self.accepte_le or self.refuse_le):
            raise RegleMetier("Ce devis attend déjà la réponse du client.")
        self._ensure_not_invoiced()
        self.accepte_le = self.accepte_par = self.accepte_qualite = self.mention = None
        self.refuse_le = self.motif_refus = None
        journal.record(self, "reouverture")

    def new_version(self, par: Membre | None) -> None:
        """Take the devis up again under the same number; what was sent stays readable in `versions`."""
        if self.envoye_le is None:
            raise RegleMetier("Ce devis est encore un brouillon : modifiez-le directement.")
        self._ensure_not_invoiced()
        if self.accepte_le:
            raise RegleMetier("Ce devis est accepté : rouvrez-le avant d’en faire une nouvelle version.")
        self.indice += 1
        self.envoye_le = self.envoye_par_id = self.etabli_le = self.validite = self.parti_le = self.date_prevue = None
        self.refuse_le = self.motif_refus = None
        journal.record(self, "nouvelle version", apres={"version": self.indice})

    def ensure_answerable(self) -> None:
        """Raises RegleMetier on a draft, and on a devis the client has answered."""
        if self.envoye_le is None:
            raise RegleMetier("Ce devis est un brouillon : envoyez-le avant d’enregistrer la réponse du client.")
        if self.accepte_le or self.refuse_le:
            raise RegleMetier("La réponse du client est déjà enregistrée : rouvrez le devis pour la changer.")

    @property
    def derniere_version(self) -> VersionDevis | None:
        """What was sent last."""
        return self.versions[-1] if self.versions else None

    def read_pdf(self) -> bytes | None:
        """The bytes of the version sent last; None while they are being made."""
        version = self.derniere_version
        return storage.get(version.pdf_sha256) if version and version.pdf_sha256 else None

    def preview_later(self, day: date, par: Membre | None):
        """Ask for the PDF of a draft, with its watermark. Returns the job, whose result names the file."""
        self.ensure_brouillon()
        return later(self.preview_now, titre="Aperçu du devis", par_id=par.id if par else None, jour=day.isoformat())

    def preview_now(self, jour: str) -> dict:
        day = date.fromisoformat(jour)
        droit, parametres = Droit.on(day), Parametres.current()
        frozen = contenu(self, day, droit, parametres).to_dict()
        frozen["filigrane"] = droit.mention("brouillon", self.langue)
        return {"sha256": storage.put(imprimes.render(frozen)), "nom": f"devis-brouillon-{self.id}.pdf"}

    def _check_complete(self, day: date, now: datetime) -> None:
        if not self.lignes_chiffrees:
            raise RegleMetier("Ce devis n’a aucune ligne chiffrée : ajoutez au moins une ligne.", "lignes")
        if day > now.astimezone(PARIS).date():
            raise RegleMetier("La date du devis est dans le futur : choisissez aujourd’hui au plus tard.", "etabli_le")
        self.ensure_change()
        if self.validite < day:
            raise RegleMetier("La date de validité précède la date du devis : corrigez-la.", "validite")

    def _keep(self, fige: dict) -> VersionDevis:
        version = VersionDevis(
            devis_id=self.id,
            indice=self.indice,
            numero=self.numero_complet,
            etabli_le=self.etabli_le,
            figee_a=self.envoye_le,
            figee_par_id=self.envoye_par_id,
            fige=fige,
            empreinte=sum_of(fige),
        )
        self.versions.append(version)
        db.session.flush()
        return version

    def _ensure_not_invoiced(self) -> None:
        if self.montant_facture > 0:
            raise RegleMetier("Ce devis est facturé : supprimez le brouillon de facture, ou créez un avoir.")

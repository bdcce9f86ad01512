from __future__ import annotations

import re
from typing import Any, NoReturn

from sqlalchemy import Index, exists, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm import journal
from crm.champs import choix as offres
from crm.champs.sortes import SORTES, Sorte
from crm.errors import RegleMetier
from crm.fiches import Fiche
from crm.formats import pluriel, sans_accent
from tenants import Travail, db, later

MOST = 100
CODE = re.compile(r"[A-Z0-9][A-Z0-9_-]*")
LONGEST_CODE = 40


class ChampPersonnalise(Fiche):
    """One question a company adds to the records of a noun (`objet`), and the kind of its answers (`sorte`)."""

    __tablename__ = "champs"
    __table_args__ = (Index("uq_champs_code", "objet", "code", unique=True),)
    module = "configuration"
    genre = "la question"

    objet: Mapped[str]
    code: Mapped[str]
    question: Mapped[str]
    aide: Mapped[str | None]
    sorte: Mapped[str]
    choix: Mapped[list] = mapped_column(JSONB, server_default=text("'[]'"), default=list)
    ordre: Mapped[int] = mapped_column(server_default=text("0"), default=0)
    profil: Mapped[str] = mapped_column(server_default=text("'tous'"), default="tous")
    rapports: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    inactif: Mapped[bool] = mapped_column(server_default=text("false"), default=False)

    @property
    def libelle(self) -> str:
        return self.question

    @property
    def cle(self) -> str:
        """Its name in forms, in addresses and in lists."""
        return f"c_{self.code}"

    @property
    def type(self) -> Sorte:
        return SORTES[self.sorte]

    @property
    def libelles(self) -> dict[str, str]:
        """The labels of its choices, by value, in their order."""
        return {choix["valeur"]: choix["libelle"] for choix in self.choix}

    @property
    def valeurs(self) -> dict[str, str]:
        """What each value is read as: itself, or the one that takes its place."""
        return {choix["valeur"]: choix.get("vers") or choix["valeur"] for choix in self.choix}

    @property
    def is_settling(self) -> bool:
        """Whether a choice is giving way to another in the records."""
        return any("vers" in choix for choix in self.choix)

    @property
    def choix_durables(self) -> list[dict]:
        return [choix for choix in self.choix if "vers" not in choix]

    def suits(self, profil: str) -> bool:
        return self.profil in ("tous", profil)

    def read(self, texte: str | None, *, strict: bool = False) -> Any:
        """The answer as JSON keeps it; None when nothing is written. Raises RegleMetier, which names the field.

        `strict`: a choice is only known by its value, not by its label.
        """
        texte = (texte or "").strip()
        if not texte:
            return None
        value = self.type.lit(self, texte)
        if strict and self.type.has_choix and self.write(value).lower() != texte.lower():
            self.refuse(f"« {texte[:40]} » n’est pas une valeur de la liste : {', '.join(self.libelles)}.")
        return value

    def show(self, value: Any) -> str:
        """The answer as people read it; empty without one."""
        return "" if value is None else self.type.dit(self, value)

    def write(self, value: Any) -> str:
        """The answer as a form and a strict file hold it: choices and links by their value."""
        if value is None:
            return ""
        if isinstance(value, list):
            return ";".join(value)
        return str(value) if self.type.has_choix or self.type.is_lien else self.show(value).removesuffix("\u00a0€")

    def keep(self, value: Any) -> Any:
        """An answer to another question of this kind, as far as this one offers its choices."""
        if not self.type.has_choix:
            return value
        if isinstance(value, list):
            return [self.valeurs[one] for one in value if one in self.valeurs] or None
        return self.valeurs.get(value)

    def refuse(self, sentence: str) -> NoReturn:
        raise RegleMetier(f"{self.question} : {sentence}", self.cle)

    @classmethod
    def of(cls, objet: str) -> list[ChampPersonnalise]:
        """The fields a noun offers, in their order. Read once a request."""
        return [champ for champ in cls.all_of(objet) if not champ.inactif]

    @classmethod
    def all_of(cls, objet: str) -> list[ChampPersonnalise]:
        """The same, with those that are asked no longer."""
        known = db.session.info.get("champs")
        if known is None:
            query = select(cls).where(cls.supprime_le.is_(None)).order_by(cls.ordre, cls.id)
            known = db.session.info["champs"] = list(db.session.scalars(query))
        return [champ for champ in known if champ.objet == objet]

    @classmethod
    def add(cls, objet: str, **values) -> ChampPersonnalise:
        """A new question, the last of its noun. Raises RegleMetier on a wrong or known code, on wrong choices."""
        others = cls.all_of(objet)
        if len(others) >= MOST:
            raise RegleMetier(f"{MOST} questions au plus : retirez-en une d’abord.")
        champ = cls(objet=objet, ordre=max((one.ordre for one in others), default=0) + 10)
        champ.revise(**values)
        db.session.add(champ)
        db.session.flush()
        forget()
        return champ

    def revise(
        self,
        *,
        question: str,
        code: str | None = None,
        sorte: str | None = None,
        choix: list[dict] = (),
        remplacements: dict[str, str] | None = None,
        **values,
    ) -> Travail | None:
        """Change the question. Its code and its kind stay once it is answered; a choice in use goes with another.

        Returns the job that makes the answers follow their choices, when they are many.
        """
        question = " ".join((question or "").split())
        if not question:
            raise RegleMetier("Écrivez la question.", "question")
        with db.session.no_autoflush:
            self._identify(code or propose_code(question, self.objet), sorte or self.sorte)
            kept = offres.read_choix(choix) if self.type.has_choix else []
            moved = self.id and [one["valeur"] for one in self.choix] != [one["valeur"] for one in kept]
            if moved and kept:
                kept += self._leaving(kept, remplacements or {})
        super().revise(question=question, choix=kept, **values)
        forget()
        return self._settle() if moved else None

    def _leaving(self, kept: list[dict], remplacements: dict[str, str]) -> list[dict]:
        if self.is_settling:
            raise RegleMetier("Un choix est en cours de remplacement : attendez qu’il soit fini.", "choix")
        return offres.leaving(self, kept, remplacements)

    def _settle(self) -> Travail | None:
        db.session.flush()
        if not offres.has_many_answers(self):
            offres.settle(self)
            return None
        uses = offres.uses_of(self)
        total = sum(uses[one["valeur"]] for one in self.choix if "vers" in one)
        par_id = db.session.info.get("membre_id")
        return later(self.settle_now, titre=f"Choix de « {self.question} »", par_id=par_id, total=total)

    def settle_now(self) -> dict:
        """By a worker."""
        done = offres.settle(self)
        return {"phrase": f"Choix remplacé dans {pluriel(done, 'fiche')}." if done else "Choix mis en ordre."}

    def _identify(self, code: str, sorte: str) -> None:
        code = code.strip().upper()
        if not CODE.fullmatch(code) or len(code) > LONGEST_CODE:
            raise RegleMetier(
                f"Code enregistrement : {LONGEST_CODE} majuscules, chiffres, « - » ou « _ » au plus, sans espace ni "
                "accent ; par exemple ORIGINE_CONTACT.",
                "code",
            )
        if any(one.code == code for one in self.all_of(self.objet) if one is not self):
            raise RegleMetier(f"Le code {code} sert déjà à une autre question.", "code")
        if sorte not in SORTES:
            raise RegleMetier("Choisissez un type de réponse dans la liste.", "sorte")
        if self.id and (code, sorte) != (self.code, self.sorte) and self.is_answered:
            champ = "code" if code != self.code else "sorte"
            what = "code" if code != self.code else "type de réponse"
            raise RegleMetier(f"Des fiches répondent déjà à cette question : son {what} ne change plus.", champ)
        self.code, self.sorte = code, sorte

    @property
    def is_answered(self) -> bool:
        """Whether a record bears an answer, those of the trash too."""
        modele = journal.model_of(self.objet)
        return db.session.scalar(select(exists().where(modele.champs.has_key(self.code))))

    def remove(self) -> None:
        """Take away a question nobody answered. Raises RegleMetier otherwise."""
        if self.is_answered:
            raise RegleMetier("Des fiches répondent à cette question : désactivez-la, leurs réponses restent.")
        db.session.delete(self)
        db.session.flush()
        forget()


def forget() -> None:
    """What a request has read of the fields is read again."""
    db.session.info.pop("champs", None)


def propose_code(question: str, objet: str) -> str:
    """« Origine du contact » → ORIGINE_DU_CONTACT, with a number when it is taken."""
    words = re.findall(r"[A-Z0-9]+", sans_accent(question).upper())
    code = "_".join(words)[: LONGEST_CODE - 3].strip("_") or "CHAMP"
    taken = {one.code for one in ChampPersonnalise.all_of(objet)}
    return next(one for one in (code, *(f"{code}_{n}" for n in range(2, MOST + 2))) if one not in taken)


def put_in_order(objet: str, ids: list[int]) -> None:
    """These questions first, in this order; the others after them, as they were."""
    ranks = {champ_id: rang for rang, champ_id in enumerate(ids)}
    for rang, champ in enumerate(
        sorted(ChampPersonnalise.all_of(objet), key=lambda one: ranks.get(one.id, len(ranks))), 1
    ):
        champ.ordre = 10 * rang
    forget()

"""The answers: read, refused, written and shown the same way by the form, the card and the files."""

import re

import pytest
from sqlalchemy import select, text

from crm.champs import SORTES, ChampPersonnalise, reponses
from crm.errors import RegleMetier
from crm.tiers import Contact, Tiers
from tenants import db
from tests.fabrique import make_contact, make_tiers

READ = [
    ("SURNOM", "  Le   Grand ", "Le Grand", "Le Grand"),
    ("REMARQUES", "Une ligne\r\nUne autre", "Une ligne\nUne autre", "Une ligne\nUne autre"),
    ("EFFECTIF", "1 234,5", "1234.5", "1\u202f234,5"),
    ("EFFECTIF", "-3", "-3", "\u22123"),
    ("BUDGET", "12 000 €", "12000.00", "12\u202f000,00\xa0€"),
    ("RAPPEL", "21/11/2026", "2026-11-21", "21/11/2026"),
    ("RAPPEL", "2026-11-21", "2026-11-21", "21/11/2026"),
    ("RAPPEL", "21.11.26", "2026-11-21", "21/11/2026"),
    ("RAPPEL", "5/3/68", "1968-03-05", "05/03/1968"),
    ("FIDELE", "Oui", True, "Oui"),
    ("FIDELE", "non", False, "Non"),
    ("ORIGINE", "apl", "APL", "Appel entrant"),
    ("ORIGINE", "Appel entrant", "APL", "Appel entrant"),
    ("TAILLE", "Salon", "SAL", "Salon"),
    ("OFFRES", "Salon ; APL", ["APL", "SAL"], "Appel entrant ; Salon"),
    ("SUIVI", "Bruno Lefèvre", 2, "Bruno Lefèvre"),
    ("SUIVI", "chloe@atelier-lumen.example", 3, "Chloé Nguyen"),
]
REFUSED = [
    ("SURNOM", "x" * 201, "200 caractères au plus"),
    ("REMARQUES", "x" * 4001, "4\u202f000 caractères au plus"),
    ("EFFECTIF", "beaucoup", "« beaucoup » : Saisissez un nombre"),
    ("EFFECTIF", "1,1234567", "6 décimales au plus"),
    ("BUDGET", "12,345", "2 décimales au plus"),
    ("BUDGET", "NaN", "Saisissez un nombre"),
    ("RAPPEL", "31/02/2026", "« 31/02/2026 » : Écrivez la date"),
    ("RAPPEL", "21/11/0026", "Cette date est trop ancienne"),
    ("FIDELE", "peut-être", "Écrivez « oui » ou « non »"),
    ("ORIGINE", "Bouche à oreille", "n’est pas dans la liste : Appel entrant, Salon"),
    ("OFFRES", "APL ; PUB", "« PUB » n’est pas dans la liste"),
    ("PARRAIN", "Personne de ce nom", "est introuvable"),
    ("SUIVI", "99999", "est introuvable"),
]


def shown(page: str, nom: str) -> str | None:
    """What the input of this name holds."""
    field = re.search(rf'<input[^>]*name="{nom}"[^>]*>', page).group()
    return re.search(r'value="([^"]*)"', field).group(1)


def champ(code: str, objet: str = "tiers") -> ChampPersonnalise:
    return next(one for one in ChampPersonnalise.of(objet) if one.code == code)


@pytest.mark.parametrize(("code", "typed", "kept", "said"), READ)
def test_answer_is_kept_and_said(lumen, questions, code, typed, kept, said):
    with lumen():
        assert champ(code).read(typed) == kept and champ(code).show(kept) == said


@pytest.mark.parametrize(("code", "typed", "kept", "said"), READ)
def test_what_is_shown_or_written_can_be_read_again(lumen, questions, code, typed, kept, said):
    with lumen():
        one = champ(code)
        assert one.read(one.show(kept)) == kept and one.read(one.write(kept), strict=True) == kept


@pytest.mark.parametrize("code", ["SURNOM", "EFFECTIF", "RAPPEL", "FIDELE", "ORIGINE", "OFFRES", "PARRAIN"])
def test_nothing_written_is_no_answer(lumen, questions, code):
    with lumen():
        assert champ(code).read("  ") is None and champ(code).show(None) == "" == champ(code).write(None)


@pytest.mark.parametrize(("code", "typed", "said"), REFUSED)
def test_wrong_answer_is_refused_in_french_with_the_name_of_the_field(lumen, questions, code, typed, said):
    with lumen(), pytest.raises(RegleMetier) as refused:
        champ(code).read(typed)
    assert refused.value.message.startswith(f"{code.capitalize()} : ") and said in refused.value.message
    assert refused.value.champ == f"c_{code}"


def test_strict_file_knows_a_choice_by_its_value_alone(lumen, questions):
    with lumen():
        assert champ("ORIGINE").read("APL", strict=True) == "APL"
        with pytest.raises(RegleMetier, match="valeur de la liste : APL, SAL"):
            champ("ORIGINE").read("Appel entrant", strict=True)


def test_link_to_a_client_is_by_number_or_by_a_name_only_one_bears(lumen, questions):
    with lumen():
        one = make_tiers("Scierie du Doubs")
        assert champ("PARRAIN").read(str(one.id)) == champ("PARRAIN").read("scierie du doubs") == one.id
        assert champ("PARRAIN").show(one.id) == "Scierie du Doubs"
        make_tiers("Scierie du Doubs")
        with pytest.raises(RegleMetier, match="introuvable"):
            champ("PARRAIN").read("Scierie du Doubs")


def test_typed_answers_are_kept_beside_the_record_and_follow_it(lumen, questions):
    with lumen():
        tiers = make_tiers(adresse=False)
        tiers.answer({"SURNOM": "Été", "BUDGET": "12.50", "FIDELE": False, "OFFRES": ["APL", "SAL"], "REMARQUES": "x"})
        db.session.flush()
        query = select(*reponses.c).where(reponses.c.sujet_id == tiers.id).order_by(reponses.c.champ_id, "rang")
        rows = [[one for one in row[3:] if one is not None] for row in db.session.execute(query)]
        assert [[str(one) for one in row] for row in rows] == [["ete"], ["12.50"], ["non"], ["APL", "1"], ["SAL", "2"]]
        tiers.answer({"BUDGET": None, "OFFRES": None, "FIDELE": None})
        db.session.flush()
        assert [row.texte for row in db.session.execute(query)] == ["ete"]
        db.session.execute(text("DELETE FROM tiers WHERE id = :id"), {"id": tiers.id})
        assert db.session.execute(query).all() == []


FORM = {"nature": "societe", "roles": "client", "langue": "fr", "devise": "EUR", "qualification": "assujetti_fr"}
FORM |= {"pays": "FR", "mode_reglement": ""}
ANSWERS = {"c_SURNOM": "Le Grand", "c_EFFECTIF": "12", "c_BUDGET": "1 500", "c_RAPPEL": "2026-12-01", "c_FIDELE": "non"}
ANSWERS |= {"c_ORIGINE": "APL", "c_TAILLE": "SAL", "c_OFFRES": ["", "APL", "SAL"], "c_SUIVI": "2", "c_REMARQUES": "Bon"}


@pytest.mark.covers("B-102")
def test_form_asks_them_and_the_card_shows_them(bruno, lumen, questions):
    page = bruno.get("/clients/nouveau").text
    assert page.count('name="c_') >= len(questions) and "Informations complémentaires" in page
    made = bruno.post("/clients/", FORM | ANSWERS | {"nom": "Maison Vial"}, target="form")
    card = bruno.get(made.headers["HX-Redirect"], root=True).text
    for said in ("Le Grand", "1\u202f500,00\xa0€", "01/12/2026", "Appel entrant ; Salon", "Bruno Lefèvre"):
        assert said in card
    with lumen():
        vial = db.session.scalar(select(Tiers).where(Tiers.nom == "Maison Vial"))
        assert (vial.champs["FIDELE"], vial.champs["OFFRES"]) == (False, ["APL", "SAL"])
        vial_id = vial.id
    assert shown(bruno.get(f"/clients/{vial_id}/modification").text, "c_BUDGET") == "1\u202f500,00"


@pytest.mark.covers("B-056")
def test_contact_bears_them_too(bruno, lumen, questions):
    made = bruno.post(
        "/contacts/", {"nom": "Vernet", "email": "vernet@client.example", "langue": "fr"} | ANSWERS, target="form"
    )
    assert "1\u202f500,00\xa0€" in bruno.get(made.headers["HX-Redirect"], root=True).text
    with lumen():
        assert db.session.scalar(select(Contact).where(Contact.nom == "Vernet")).champs["ORIGINE"] == "APL"


def test_wrong_answer_is_said_beside_its_field_and_nothing_typed_is_lost(bruno, questions):
    refused = bruno.post("/clients/", FORM | ANSWERS | {"nom": "Vial", "c_BUDGET": "cher"}, target="form")
    assert refused.status_code == 422 and "Budget : « cher » : Saisissez un nombre" in refused.text
    assert shown(refused.text, "c_BUDGET") == "cher" and shown(refused.text, "c_SURNOM") == "Le Grand"


@pytest.fixture
def client(lumen, questions) -> int:
    with lumen():
        tiers = make_tiers()
        tiers.answer({"SURNOM": "Ancien", "ORIGINE": "APL"})
        return tiers.id


def answers(lumen, client: int) -> dict:
    with lumen():
        return db.session.get(Tiers, client).champs


def test_answer_is_edited_on_the_card(bruno, lumen, client):
    form = bruno.get(f"/clients/{client}/champs/SURNOM/modification", target="x").text
    assert shown(form, "c_SURNOM") == "Ancien"
    read = bruno.put(f"/clients/{client}/champs/SURNOM", {"c_SURNOM": "Nouveau"}, htmx=True)
    assert read.status_code == 200 and "Nouveau" in read.text
    assert answers(lumen, client) == {"SURNOM": "Nouveau", "ORIGINE": "APL"}
    refused = bruno.put(f"/clients/{client}/champs/RAPPEL", {"c_RAPPEL": "demain"}, htmx=True)
    assert refused.status_code == 422 and "Rappel : « demain » : Écrivez la date" in refused.text


def test_ticked_choices_are_all_taken_off(bruno, lumen, client):
    bruno.put(f"/clients/{client}/champs/OFFRES", {"c_OFFRES": ["", "SAL"]}, htmx=True)
    assert answers(lumen, client)["OFFRES"] == ["SAL"]
    bruno.put(f"/clients/{client}/champs/OFFRES", {"c_OFFRES": ""}, htmx=True)
    assert "OFFRES" not in answers(lumen, client)


def test_answer_changed_can_be_undone(bruno, lumen, client):
    changed = bruno.put(f"/clients/{client}/champs/SURNOM", {"c_SURNOM": "Nouveau"}, htmx=True)
    with lumen():
        lot = db.session.scalar(text("SELECT lot FROM journal ORDER BY id DESC LIMIT 1"))
    assert str(lot) in changed.headers["HX-Trigger"]
    assert bruno.post(f"/annulations/{lot}", htmx=True).status_code < 400
    assert answers(lumen, client) == {"SURNOM": "Ancien", "ORIGINE": "APL"}


def test_answer_is_undone_though_another_has_changed_since(bruno, lumen, client):
    lots = []
    for code, value in (("SURNOM", "Nouveau"), ("BUDGET", "12")):
        bruno.put(f"/clients/{client}/champs/{code}", {f"c_{code}": value}, htmx=True)
        with lumen():
            lots.append(db.session.scalar(text("SELECT lot FROM journal ORDER BY id DESC LIMIT 1")))
    assert bruno.post(f"/annulations/{lots[0]}", htmx=True).status_code < 400
    assert answers(lumen, client) == {"SURNOM": "Ancien", "ORIGINE": "APL", "BUDGET": "12.00"}
    assert bruno.post(f"/annulations/{lots[1]}", htmx=True).status_code < 400
    assert answers(lumen, client) == {"SURNOM": "Ancien", "ORIGINE": "APL"}


def test_answer_that_has_changed_since_is_not_undone(bruno, lumen, client):
    bruno.put(f"/clients/{client}/champs/SURNOM", {"c_SURNOM": "Nouveau"}, htmx=True)
    with lumen():
        lot = db.session.scalar(text("SELECT lot FROM journal ORDER BY id DESC LIMIT 1"))
    bruno.put(f"/clients/{client}/champs/SURNOM", {"c_SURNOM": "Dernier"}, htmx=True)
    assert bruno.post(f"/annulations/{lot}", htmx=True).status_code == 422
    assert answers(lumen, client)["SURNOM"] == "Dernier"


def test_unknown_question_is_not_found_and_a_reader_changes_nothing(bruno, chloe, client):
    assert bruno.get(f"/clients/{client}/champs/INCONNU/modification", target="x").status_code == 404
    assert chloe.put(f"/clients/{client}/champs/SURNOM", {"c_SURNOM": "x"}, htmx=True).status_code == 403
    assert f"/clients/{client}/champs/SURNOM/modification" not in chloe.get(f"/clients/{client}").text


def test_neighbour_is_asked_nothing(david, questions):
    page = david.get("/clients/nouveau").text
    assert "c_SURNOM" not in page and "Informations complémentaires" not in page


def test_every_kind_of_answer_is_tried_here(questions):
    assert set(questions.values()) == set(SORTES)


def test_contact_and_client_of_one_number_do_not_mix(lumen, questions):
    with lumen():
        make_contact(tiers := make_tiers())
        contact = tiers.rattachements[0].contact
        contact.answer({"SURNOM": "Contact"})
        tiers.answer({"SURNOM": "Client"})
        db.session.flush()
        contact.answer({})
        tiers.answer({"SURNOM": None})
        db.session.flush()
        query = select(reponses.c.texte).where(reponses.c.champ_id == champ("SURNOM", "contacts").id)
        assert "contact" in db.session.scalars(query).all()

"""The logo of a company, on the card of a prospect and of a client: an image and nothing else, handed over."""

import io
import re

import pytest
from PIL import Image

from crm import fusions
from crm.clock import now
from crm.corbeille import purge
from crm.documents.logo import logo_from
from crm.fiches import GARDE
from crm.fichiers import named
from crm.pistes import Piste, convert
from crm.statuts import Statut
from crm.tiers import Tiers
from tenants import db, storage
from tests.fabrique import make_piste, make_tiers

MODELES = {"clients": Tiers, "prospects": Piste}


def picture(colour: str = "#0f766e", kind: str = "JPEG") -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (1800, 300), colour).save(out, kind)
    out.seek(0)
    return out


@pytest.fixture(params=["clients", "prospects"])
def module(request) -> str:
    return request.param


@pytest.fixture
def fiche(lumen, module) -> int:
    with lumen():
        return (make_tiers() if module == "clients" else make_piste()).id


def logo_of(lumen, module: str, id: int) -> str | None:
    with lumen():
        return db.session.get(MODELES[module], id).logo


def give(someone, module: str, id: int, content=None, nom: str = "logo.jpg"):
    return someone.post(f"/{module}/{id}/logo", {"logo": (content or picture(), nom)}, target="form")


@pytest.mark.covers("D-036")
def test_it_is_redrawn_and_stands_in_place_of_the_initials(bruno, chloe, lumen, module, fiche):
    assert 'class="ui-logo"' not in bruno.get(f"/{module}/{fiche}").text
    assert give(bruno, module, fiche).status_code == 204
    digest = logo_of(lumen, module, fiche)
    assert f'<img class="ui-logo" src="/atelier-lumen/{module}/{fiche}/logo/{digest}.png"' in chloe.get(
        f"/{module}/{fiche}"
    ).text.replace("\n", "")
    shown = chloe.get(f"/{module}/{fiche}/logo/{digest}.png")
    assert shown.mimetype == "image/png"
    assert Image.open(io.BytesIO(shown.data)).size == (900, 150)


@pytest.mark.parametrize(
    ("content", "nom", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "logo.png", "n’est pas une image"),
        (b"%PDF-1.7", "logo.jpg", "n’est pas une image"),
        (b"", "", "Choisissez d’abord une image"),
    ],
)
def test_what_is_no_image_is_refused(bruno, lumen, module, fiche, content, nom, said):
    refused = give(bruno, module, fiche, io.BytesIO(content), nom)
    assert refused.status_code == 422 and said in refused.text and logo_of(lumen, module, fiche) is None


def test_it_is_taken_off_and_put_back(bruno, lumen, module, fiche):
    give(bruno, module, fiche)
    digest = logo_of(lumen, module, fiche)
    assert "Retirer le logo" in bruno.get(f"/{module}/{fiche}/logo").text
    assert bruno.delete(f"/{module}/{fiche}/logo", htmx=True).status_code == 204
    assert logo_of(lumen, module, fiche) is None
    page = bruno.get(f"/{module}/{fiche}").text
    assert bruno.get(f"/{module}/{fiche}/logo/{digest}.png").status_code == 404
    undo = re.search(r'data-annuler="[^"]*(/annulations/[0-9a-f-]+)"', page)[1]
    assert bruno.post(undo, htmx=True).status_code == 204
    assert logo_of(lumen, module, fiche) == digest
    history = bruno.get(f"/{module}/{fiche}?onglet=historique").text
    assert (
        digest
        not in history[history.index('class="ui-fiche-principal"') : history.index('<aside class="ui-fiche-lateral')]
    )


def test_who_may_not_write_changes_none_and_neighbours_see_none(chloe, bruno, david, lumen, module, fiche):
    assert give(chloe, module, fiche).status_code == 403
    assert chloe.delete(f"/{module}/{fiche}/logo", htmx=True).status_code == 403
    give(bruno, module, fiche)
    digest = logo_of(lumen, module, fiche)
    assert david.get(f"/{module}/{fiche}/logo/{digest}.png").status_code == 404
    assert bruno.get(f"/{module}/{fiche}/logo/{'0' * 64}.png").status_code == 404


@pytest.mark.covers("D-036", "D-118")
def test_it_follows_a_prospect_into_the_base_and_a_client_merged(lumen):
    with lumen():
        piste = make_piste(entreprise="Verrerie Lac", nom="Roux")
        piste.set_logo(picture().read())
        piste.pass_to(next(one for one in Statut.of("pistes") if one.convertible))
        tiers = convert(piste, now=now())
        assert tiers.logo == piste.logo is not None
        kept = make_tiers("Verrerie du Lac")
        assert "logo" not in {one.cle for one in fusions.champs(kept, tiers)}
        fusions.merge(kept, tiers, set(), now())
        assert kept.logo == piste.logo


def test_its_bytes_go_with_the_last_record_that_bears_it(lumen, work):
    """As long as no gesture that put it there may be undone."""
    with lumen():
        digest = storage.put(logo_from(picture("#123456").read()).donnees)
        first, second = (make_piste(entreprise=nom, logo=digest) for nom in ("Un", "Deux"))
        first.trash(now() - GARDE)
        db.session.flush()
        purge(now())
        assert named([digest]) == {digest}
        ids = second.id
    work()
    with lumen():
        assert storage.get(digest)
        piste = db.session.get(Piste, ids)
        piste.trash(now() - GARDE)
        db.session.flush()
        purge(now())
    work()
    with lumen(), pytest.raises(storage.FileMissing):
        storage.get(digest)

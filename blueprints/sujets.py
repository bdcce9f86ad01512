"""What any record can bear, as sub-resources of its module: notes, files, labels, trash. `install(bp, Model)`."""

from flask import Blueprint, Response, abort, g, render_template, request, url_for

from blueprints.access import requires
from blueprints.conflits import ensure_unchanged
from blueprints.find import find
from blueprints.ui.reponses import hx_redirect, toast
from crm import journal, pieces, sujets
from crm.clock import now
from crm.fiches import Fiche
from tenants import db, storage
from tenants.ids import read_id


def install(bp: Blueprint, modele: type[Fiche]) -> None:
    for part in (install_notes, install_files, install_labels, install_trash):
        part(bp, modele)


def install_notes(bp: Blueprint, modele: type[Fiche]) -> None:
    read, write = requires(modele.module), requires(modele.module, "ecriture")

    @bp.post("/<int:id>/notes")
    @write
    def create_note(id: int):
        genre = request.form.get("type", "info")
        fiche = find(modele, id)
        note = sujets.write_note(fiche, request.form.get("texte"), g.membre, genre)
        return render_template("_sujets/_note.html", fiche=fiche, note=note)

    @bp.get("/<int:id>/notes/<int:note_id>")
    @read
    def show_note(id: int, note_id: int):
        return note_of(find(modele, id), note_id, "_sujets/_note.html")

    @bp.get("/<int:id>/notes/<int:note_id>/modification")
    @write
    def edit_note(id: int, note_id: int):
        return note_of(find(modele, id), note_id, "_sujets/_note_form.html")

    @bp.put("/<int:id>/notes/<int:note_id>")
    @write
    def update_note(id: int, note_id: int):
        fiche = find(modele, id)
        note = belonging(sujets.Note, note_id, fiche)
        ensure_unchanged(note)
        note.revise(texte=request.form.get("texte"))
        db.session.flush()
        toast("Note enregistrée.", annuler_url=undo_url())
        return note_of(fiche, note_id, "_sujets/_note.html")

    @bp.delete("/<int:id>/notes/<int:note_id>")
    @write
    def destroy_note(id: int, note_id: int):
        belonging(sujets.Note, note_id, find(modele, id)).trash(now())
        toast("Note supprimée.", annuler_url=undo_url())
        return ""


def install_files(bp: Blueprint, modele: type[Fiche]) -> None:
    read, write = requires(modele.module), requires(modele.module, "ecriture")

    @bp.post("/<int:id>/fichiers")
    @write
    def create_fichiers(id: int):
        fiche = find(modele, id)
        for fichier in request.files.getlist("fichiers"):
            if fichier.filename:
                pieces.attach(fiche, fichier.filename, fichier.read(), g.membre.id)
        db.session.flush()
        return files(fiche)

    @bp.get("/<int:id>/fichiers/<int:piece_id>")
    @read
    def show_fichier(id: int, piece_id: int):
        return download(belonging(sujets.Piece, piece_id, find(modele, id)))

    @bp.delete("/<int:id>/fichiers/<int:piece_id>")
    @write
    def destroy_fichier(id: int, piece_id: int):
        fiche = find(modele, id)
        belonging(sujets.Piece, piece_id, fiche).trash(now())
        db.session.flush()
        toast("Fichier supprimé.", annuler_url=undo_url())
        return files(fiche)


def install_labels(bp: Blueprint, modele: type[Fiche]) -> None:
    write = requires(modele.module, "ecriture")

    @bp.get("/<int:id>/etiquettes/modification")
    @write
    def edit_etiquettes(id: int):
        return labels(find(modele, id), "_sujets/_etiquettes_form.html")

    @bp.put("/<int:id>/etiquettes")
    @write
    def update_etiquettes(id: int):
        fiche = find(modele, id)
        chosen = {id for one in request.form.getlist("etiquettes") if (id := read_id(one))}
        if request.form.get("nouvelle", "").strip():
            chosen.add(sujets.create_label(request.form["nouvelle"], request.form.get("ton", "bleu")).id)
        sujets.set_labels(fiche, chosen)
        db.session.flush()
        return labels(fiche, "_sujets/_etiquettes.html")


def install_trash(bp: Blueprint, modele: type[Fiche]) -> None:
    write = requires(modele.module, "ecriture")

    @bp.post("/<int:id>/corbeille")
    @write
    def trash(id: int):
        fiche = find(modele, id)
        fiche.trash(now())
        toast(f"« {fiche.libelle} » est à la corbeille.", annuler_url=undo_url())
        return hx_redirect(url_for(f"{bp.name}.index"))

    @bp.delete("/<int:id>/corbeille")
    @write
    def restore(id: int):
        fiche = find(modele, id, trashed=True)
        fiche.restore()
        toast(f"« {fiche.libelle} » est restauré.")
        return hx_redirect(url_for(f"{bp.name}.show", id=id))


def belonging(model: type[Fiche], id: int, sujet: Fiche):
    """The note or file `id`, if it is this record's; else 404."""
    found = find(model, id)
    if (found.sujet_type, found.sujet_id) != (sujet.__tablename__, sujet.id):
        abort(404)
    return found


def note_of(fiche: Fiche, note_id: int, template: str) -> str:
    return render_template(template, fiche=fiche, note=belonging(sujets.Note, note_id, fiche))


def undo_url() -> str:
    return url_for("annulations.create", lot=journal.current_lot())


def files(fiche: Fiche) -> str:
    return render_template("_sujets/_fichiers.html", fiche=fiche, pieces=sujets.pieces_of(fiche))


def labels(fiche: Fiche, template: str) -> str:
    worn = sujets.labels_of(fiche.__tablename__, [fiche.id]).get(fiche.id, [])
    return render_template(template, fiche=fiche, etiquettes=worn, toutes=sujets.all_labels())


def download(piece: sujets.Piece) -> Response:
    """The bytes as a download, never shown by the browser in our own origin."""
    response = Response(storage.get(piece.sha256), mimetype="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=piece.nom)
    response.headers["Cache-Control"] = "private, no-store"
    return response

import smtplib
import stat
from email.message import EmailMessage

import pytest

from tenants.hosting.mailsink import LARGEST, list_messages, open_post_office, read_message
from tenants.hosting.settings import free_port


@pytest.fixture
def office(tmp_path):
    office = open_post_office(tmp_path / "courriels", free_port())
    yield office
    office.stop()


def message(identifier: str = "<1@comptoir.example>", subject: str = "Facture FA-2026-0012 à régler") -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Atelier Lumen <factures@atelier-lumen.example>"
    mail["To"] = "client@exemple.example"
    mail["Subject"] = subject
    mail["Message-ID"] = identifier
    mail.set_content("Bonjour,\nvoici votre facture : 1 234,56 €.\n")
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="facture.pdf")
    return mail


def send(office, mail: EmailMessage, **options) -> None:
    with smtplib.SMTP("127.0.0.1", office.port) as client:
        client.send_message(mail, **options)


def test_keeps_what_it_receives_with_the_envelope(office):
    send(office, message(), to_addrs=["client@exemple.example", "copie.cachee@exemple.example"])
    folder = office.handler.folder
    (summary,) = list_messages(folder)
    assert summary.subject == "Facture FA-2026-0012 à régler"
    assert summary.sender == "Atelier Lumen <factures@atelier-lumen.example>"
    assert summary.recipients == "client@exemple.example, copie.cachee@exemple.example"
    kept = read_message(folder, summary.name)
    assert "1 234,56 €" in kept.get_body().get_content()
    assert [part.get_filename() for part in kept.iter_attachments()] == ["facture.pdf"]
    assert stat.S_IMODE((folder / summary.name).stat().st_mode) == 0o600


def test_message_sent_twice_is_kept_once(office):
    for subject in ("Premier envoi", "Second envoi"):
        send(office, message(subject=subject))
    assert [summary.subject for summary in list_messages(office.handler.folder)] == ["Second envoi"]


def test_messages_without_identifier_are_told_apart_by_their_content(office):
    for subject in ("Un", "Deux", "Deux"):
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "a@x.example", "b@x.example", subject
        send(office, mail)
    assert [summary.subject for summary in list_messages(office.handler.folder)] == ["Deux", "Un"]


def test_newest_first_and_no_more_than_asked(office):
    for number in range(3):
        send(office, message(f"<{number}@x>", f"Message {number}"))
    assert [summary.subject for summary in list_messages(office.handler.folder, limit=2)] == ["Message 2", "Message 1"]


def test_message_above_30_mb_is_refused(office):
    with smtplib.SMTP("127.0.0.1", office.port) as client:
        client.ehlo()
        assert client.docmd(f"MAIL FROM:<a@x.example> SIZE={LARGEST}")[0] == 250
        client.rset()
        assert client.docmd(f"MAIL FROM:<a@x.example> SIZE={LARGEST + 1}")[0] == 552


@pytest.mark.parametrize("name", ["../secret", "absent.eml", "20260101T000000.000000Z-0123456789abcdef.eml", ""])
def test_no_other_file_can_be_read(tmp_path, name):
    (tmp_path / "courriels").mkdir()
    (tmp_path / "secret").write_text("s")
    with pytest.raises(FileNotFoundError):
        read_message(tmp_path / "courriels", name)


def test_folder_that_does_not_exist_yet_is_empty(tmp_path):
    assert list_messages(tmp_path / "rien") == []

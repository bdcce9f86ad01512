"""The development post office: accepts every message, delivers none, keeps each one as a file."""

import email.policy
import hashlib
import os
import re
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from tenants.hosting.environment import data_folder, write_private_bytes

HOST = "127.0.0.1"
LARGEST = 30 * 1024 * 1024
FOLDER_NAME = "courriels"
STAMP = "%Y%m%dT%H%M%S.%fZ"
NAME = re.compile(r"(?P<stamp>\d{8}T\d{6}\.\d{6}Z)-(?P<key>[0-9a-f]{16})\.eml")


@dataclass(frozen=True)
class Summary:
    name: str
    received_at: datetime
    sender: str
    recipients: str
    subject: str


def mail_folder(data: Path) -> Path:
    return data / FOLDER_NAME


def store(folder: Path, content: bytes, sender: str = "", recipients: tuple[str, ...] = ()) -> Path:
    """Keep a message; the same one sent twice takes the place of the first."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = message_key(content)
    known = next(folder.glob(f"*-{key}.eml"), None)
    path = known or folder / f"{datetime.now(UTC).strftime(STAMP)}-{key}.eml"
    envelope = f"X-MailFrom: {sender}\r\nX-RcptTo: {', '.join(recipients)}\r\n".encode()
    write_private_bytes(path, envelope + content).replace(path)
    return path


def message_key(content: bytes) -> str:
    identifier = BytesHeaderParser(policy=email.policy.compat32).parsebytes(content).get("Message-ID", "")
    return hashlib.sha256(str(identifier).strip().encode(errors="replace") or content).hexdigest()[:16]


def list_messages(folder: Path, limit: int = 200) -> list[Summary]:
    """The newest first."""
    names = sorted((path.name for path in folder.glob("*.eml") if NAME.fullmatch(path.name)), reverse=True)
    return list(_summaries(folder, names[:limit]))


def _summaries(folder: Path, names: list[str]) -> Iterator[Summary]:
    for name in names:
        with (folder / name).open("rb") as file:
            headers = BytesHeaderParser(policy=email.policy.default).parse(file)
        yield Summary(
            name=name,
            received_at=datetime.strptime(NAME.fullmatch(name)["stamp"], STAMP).replace(tzinfo=UTC),
            sender=str(headers.get("From", "")),
            recipients=str(headers.get("X-RcptTo") or headers.get("To", "")),
            subject=str(headers.get("Subject", "")),
        )


def read_message(folder: Path, name: str) -> EmailMessage:
    """Raises FileNotFoundError for a name that is not a message of the folder, whatever it looks like."""
    if not NAME.fullmatch(name):
        raise FileNotFoundError(name)
    return message_from_bytes((folder / name).read_bytes(), policy=email.policy.default)


class Keeper:
    def __init__(self, folder: Path):
        self.folder = folder

    async def handle_DATA(self, server, session, envelope) -> str:
        store(self.folder, envelope.original_content, envelope.mail_from or "", tuple(envelope.rcpt_tos))
        return "250 Message conserve"


class PostOffice(Controller):
    def factory(self) -> SMTP:
        return SMTP(self.handler, data_size_limit=LARGEST, enable_SMTPUTF8=True, hostname="comptoir.localhost")


def open_post_office(folder: Path, port: int) -> PostOffice:
    office = PostOffice(Keeper(folder), hostname=HOST, port=port)
    office.start()
    return office


def main() -> None:
    stops = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, stops)
    office = open_post_office(mail_folder(data_folder()), int(os.environ["COMPTOIR_SMTP_PORT"]))
    signal.sigwait(stops)
    office.stop()


if __name__ == "__main__":
    main()

"""A real SMTP server for the tests."""

import email
import socket
from email import policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller


class Postier:
    """Receives messages; `refuse` is a set of addresses that bounce."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.messages: list[EmailMessage] = []
        self.refuse: set[str] = set()

    def __enter__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.controller = Controller(self, hostname="127.0.0.1", port=port)
        self.controller.start()
        self.url = f"smtp://127.0.0.1:{port}"
        return self

    def __exit__(self, *_):
        self.controller.stop()

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if address in self.refuse:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.messages.append(email.message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def clear(self) -> None:
        self.messages.clear()
        self.refuse.clear()

    def __iter__(self):
        return iter(list(self.messages))

    def __len__(self):
        return len(self.messages)

"""E-mails: a folder of templates and one call."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, localtime
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from flask import current_app
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from tenants.config import ROOT
from tenants.current import current_schema
from tenants.errors import Refused

TIMEOUT = 30


class MailRefused(Refused):
    """The mail server refused the message, or could not be reached.

    `unknown`: the addresses it says nobody receives at.
    """

    unknown: tuple[str, ...] = ()


class MailUnreachable(MailRefused):
    """The server did not answer, or asks to wait: the same message may leave later."""

    is_temporary = True


def environment(filters: dict | None = None) -> Environment:
    env = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(filters or {})
    return env


def compose(
    *,
    sender: tuple[str, str],
    to: list[str],
    subject: str,
    text: str,
    html: str | None = None,
    message_id: str,
    reply_to: str | None = None,
    cc: list[str] | None = None,
    attachments: list[tuple[str, bytes]] | None = None,
) -> EmailMessage:
    """A message ready to be sent; `message_id` is stable, so that one sent twice is one for who receives it."""
    message = EmailMessage()
    message["Subject"] = " ".join(subject.split())
    message["From"] = formataddr(sender)
    message["To"] = ", ".join(to)
    if cc:
        message["Cc"] = ", ".join(cc)
    if reply_to:
        message["Reply-To"] = reply_to
    message["Date"] = format_datetime(localtime())
    message["Message-ID"] = message_id
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    for name, content in attachments or []:
        maintype, subtype = ("application", "pdf") if Path(name).suffix == ".pdf" else ("application", "octet-stream")
        message.add_attachment(content, maintype=maintype, subtype=subtype, filename=name)
    return message


def instance_smtp() -> tuple[str, str]:
    """The server of the instance, for companies that have none of their own, and the address it sends from."""
    config = current_app.config["COMPTOIR"]
    return config.smtp_url, config.sender


def smtp_url(host: str, port: int | None, security: str | None, login: str | None, password: str | None) -> str:
    """The address of a company's server for `deliver`. `security`: starttls, ssl or nothing."""
    scheme = {"starttls": "smtp+starttls", "ssl": "smtps", "tls": "smtps"}.get(security or "", "smtp")
    account = f"{quote(login, safe='')}:{quote(password or '', safe='')}@" if login else ""
    return f"{scheme}://{account}{host}{f':{port}' if port else ''}"


def stable_id(kind: str, number: int) -> str:
    """The Message-ID of the company's message of this number: the same each time it is sent."""
    return f"<{kind}-{number}.{current_schema()}@{current_app.config['COMPTOIR'].host}>"


def deliver(message: EmailMessage, smtp_url: str) -> tuple[str, ...]:
    """Hand the message to the server at `smtp_url` (smtp://, smtp+starttls:// or smtps://).

    Returns the addresses that nobody receives at, when others took it. Raises MailRefused, or MailUnreachable when it
    is worth trying again.
    """
    parts = urlsplit(smtp_url)
    if not parts.hostname:
        raise MailRefused("Aucun serveur d’envoi d’e-mails n’est configuré : voyez Configuration, E-mails.")
    try:
        with _open(parts) as server:
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            return unknown_among(server.send_message(message))
    except smtplib.SMTPAuthenticationError as error:
        raise MailRefused(f"Le serveur {parts.hostname} a refusé l’identifiant ou le mot de passe.") from error
    except smtplib.SMTPRecipientsRefused as error:
        refused = MailRefused(f"Adresse refusée par le serveur d’envoi : {', '.join(error.recipients)}.")
        refused.unknown = unknown_among(error.recipients)
        raise refused from error
    except smtplib.SMTPResponseException as error:
        kind = MailUnreachable if 400 <= error.smtp_code < 500 else MailRefused
        raise kind(f"L’envoi par {parts.hostname} a échoué : {error}") from error
    except (smtplib.SMTPException, OSError) as error:
        raise MailUnreachable(f"L’envoi par {parts.hostname} a échoué : {error}") from error


def unknown_among(refused: dict[str, tuple[int, bytes]]) -> tuple[str, ...]:
    """Refused for good, and for what they are: not by a rule of the server (X.7.X, RFC 3463) nor for a while."""
    return tuple(
        address
        for address, (code, reason) in refused.items()
        if code in (550, 551, 553) and not reason.startswith(b"5.7.")
    )


def _open(parts) -> smtplib.SMTP:
    if parts.scheme == "smtps":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(parts.hostname, parts.port or 465, timeout=TIMEOUT, context=context)
    server = smtplib.SMTP(parts.hostname, parts.port or 25, timeout=TIMEOUT)
    if parts.scheme == "smtp+starttls":
        server.starttls(context=ssl.create_default_context())
    return server

"""A real mail server on loopback that stores what it receives, or misbehaves on request."""

import socket
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class Mailbox:
    """What arrived, and how the server answers."""

    def __init__(self):
        self.arrived = []
        self.recipient_answer = ""
        self.data_answer = ""
        self.hangs_up = False

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.recipient_answer:
            return self.recipient_answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.data_answer:
            return self.data_answer
        self.arrived.append(message_from_bytes(envelope.content, policy=policy.default))
        if self.hangs_up:
            server.transport.abort()
        return "250 OK"

    @property
    def letters(self):
        """Subject and recipient of what arrived, in order."""
        return [(letter["To"], letter["Subject"].strip()) for letter in self.arrived]

    def text(self, number=0):
        return self.arrived[number].get_body(("plain",)).get_content()

    def html(self, number=0):
        return self.arrived[number].get_body(("html",)).get_content()


class _Controller(Controller):
    def factory(self):
        return SMTP(self.handler, ident="loopback", enable_SMTPUTF8=True)


@pytest.fixture
def mailbox(settings):
    mailbox = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        host, port = free.getsockname()
    controller = _Controller(mailbox, hostname=host, port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = host, port
    settings.EMAIL_TIMEOUT = 5
    yield mailbox
    controller.stop()

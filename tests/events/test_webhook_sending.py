"""One attempt: it reaches no host behind our own walls, and trusts nobody who cannot prove a name."""

import socket
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from common.errors import InvalidInput
from events.webhooks import sending
from events.webhooks.destination import NotPublic, addresses_of, destination_of, is_public
from events.webhooks.sending import post

HEADERS = {"webhook-id": "1"}


@pytest.fixture
def names(monkeypatch):
    """Names that resolve to what the test says."""
    plain, known = socket.getaddrinfo, {}

    def look_up(host, port, *args, **options):
        if host not in known:
            return plain(host, port, *args, **options)
        return [entry for address in known[host] for entry in plain(address, port, *args, **options)]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return known


# --- which addresses -------------------------------------------------------------------------------------------------

INSIDE = [
    "127.0.0.1", "10.0.0.8", "172.16.1.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1", "192.0.0.9", "192.88.99.1",
    "::1", "::", "fe80::1", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1", "2001:4:112::1", "3fff::1", "5f00::1",
    "::ffff:127.0.0.1", "::ffff:8.8.8.8", "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b:1::1", "2001:0:53aa:64c::1",
    "::127.0.0.1",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_or_of_many_is_not_public(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "2a00:1450:4001:831::200e"])
def test_an_address_of_the_outside_world_is_public(address):
    assert is_public(ip_address(address))


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_leads_inside_is_not_connected_to(names, address, monkeypatch):
    monkeypatch.setattr(socket, "create_connection", lambda *args, **options: pytest.fail("It was connected to."))
    names["hooks.example"] = ["8.8.8.8", address]

    answer = post("https://hooks.example/", b"{}", HEADERS)

    assert (answer.status, answer.failure) == (None, "NotPublic: The host's address is not a public one.")


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost", "[::1]", "[::ffff:7f00:1]"]
)
def test_no_other_spelling_leads_inside_either(host, monkeypatch):
    monkeypatch.setattr(socket, "create_connection", lambda *args, **options: pytest.fail("It was connected to."))

    answer = post(f"https://{host}/", b"{}", HEADERS)

    assert answer.status is None
    assert "not public" in answer.failure or "not a public" in answer.failure


def test_the_very_address_that_was_checked_is_connected_to(names, monkeypatch):
    connected = []

    def connect(address, timeout):
        connected.append(address)
        names["hooks.example"] = ["127.0.0.1"]
        raise ConnectionRefusedError

    names["hooks.example"] = ["8.8.8.8"]
    monkeypatch.setattr(socket, "create_connection", connect)

    post("https://hooks.example/", b"{}", HEADERS)

    assert connected == [("8.8.8.8", 443)]


def test_a_host_that_nobody_knows_is_a_failure(monkeypatch):
    def look_up(*args, **options):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)

    assert post("https://nowhere.example/", b"{}", HEADERS).failure.startswith("gaierror")


def test_private_addresses_can_be_allowed(settings, names):
    names["erp.internal"] = ["10.0.0.8"]
    with pytest.raises(NotPublic):
        addresses_of(destination_of("https://erp.internal/"))

    settings.WEBHOOK_PRIVATE_NETWORKS = True

    assert addresses_of(destination_of("http://erp.internal:8069/")) == [("10.0.0.8", 8069)]


# --- which URLs ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://shop.example/", "not_https"),
        ("ftp://shop.example/", "not_https"),
        ("file:///etc/passwd", "invalid"),
        ("shop.example/hooks", "invalid"),
        ("https://", "invalid"),
        ("https://user:password@shop.example/", "invalid"),
        ("https://shop.example/#part", "invalid"),
        ("https://shop.example:0/", "invalid"),
        ("https://shop.example:99999/", "invalid"),
        ("https://shop.example/a b", "invalid"),
        ("https://shop.example/\r\nX-Evil: 1", "invalid"),
        ("https://şop.example/", "invalid"),
        ("https://[::1/", "invalid"),
        ("https://127.0.0.1/", "private_address"),
        ("https://[::ffff:10.0.0.1]/", "private_address"),
    ],
)
def test_an_address_that_makes_no_sense_is_refused_before_anything_is_sent(url, code):
    with pytest.raises(InvalidInput) as caught:
        destination_of(url)

    assert {path: code for path, (code, _) in caught.value.errors.items()} == {("url",): code}


def test_a_url_is_sent_to_as_it_is_written():
    destination = destination_of("https://shop.example:8443/hooks;a=1/%C3%A7?x=1&y=%20")

    assert (destination.host, destination.port, destination.target) == (
        "shop.example",
        8443,
        "/hooks;a=1/%C3%A7?x=1&y=%20",
    )
    assert destination_of("https://shop.example").target == "/"


# --- TLS -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def tls(receiver, tmp_path, monkeypatch):
    """The receiver behind a certificate for `hooks.example`, which is trusted."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hooks.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("hooks.example")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path / "certificate.pem"
    pem.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    receiver.server.socket = context.wrap_socket(receiver.server.socket, server_side=True)
    monkeypatch.setattr(sending, "_trusted", lambda: ssl.create_default_context(cafile=pem))
    return receiver


def test_a_message_goes_by_tls_to_whoever_proves_the_name(tls, names):
    names["hooks.example"] = ["127.0.0.1"]

    answer = post(f"https://hooks.example:{tls.port}/", b'{"a": 1}', HEADERS)

    assert answer == sending.Answer(204)
    assert tls.requests[0][1]["Host"] == f"hooks.example:{tls.port}"


def test_a_certificate_for_another_name_is_not_trusted(tls, names):
    names["elsewhere.example"] = ["127.0.0.1"]

    answer = post(f"https://elsewhere.example:{tls.port}/", b"{}", HEADERS)

    assert answer.status is None
    assert "Hostname mismatch" in answer.failure
    assert tls.requests == []


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(tls, names, monkeypatch):
    monkeypatch.setattr(sending, "_trusted", ssl.create_default_context)
    names["hooks.example"] = ["127.0.0.1"]

    answer = post(f"https://hooks.example:{tls.port}/", b"{}", HEADERS)

    assert answer.status is None
    assert "self-signed certificate" in answer.failure
    assert tls.requests == []


def test_a_peer_that_never_shakes_hands_is_cut_off(receiver, names, monkeypatch):
    monkeypatch.setattr(sending, "LONGEST", 0.3)
    names["hooks.example"] = ["127.0.0.1"]
    with socket.create_server(("127.0.0.1", 0)) as silent:
        answer = post(f"https://hooks.example:{silent.getsockname()[1]}/", b"{}", HEADERS)

    assert answer.failure.startswith("No answer within")


# --- names that change their minds -----------------------------------------------------------------------------------


def test_a_name_is_looked_up_once_and_connected_to_where_it_led_then(receiver, monkeypatch):
    asked, plain = [], socket.getaddrinfo

    def look_up(host, port, *args, **options):
        if host == "hooks.example":
            asked.append(host)
            host = "127.0.0.1" if len(asked) == 1 else "127.0.0.99"
        return plain(host, port, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)

    answer = post(f"http://hooks.example:{receiver.port}/hooks", b"{}", HEADERS)

    assert (answer.status, asked) == (204, ["hooks.example"])
    assert receiver.requests[0][1]["Host"] == f"hooks.example:{receiver.port}"


@pytest.mark.parametrize("answer", ["https://127.0.0.1/", "//10.0.0.8/", "http://[::1]/"])
def test_a_redirect_leads_nowhere(receiver, answer):
    def redirect(handler):
        handler.send_response(307)
        handler.send_header("Location", answer)
        handler.end_headers()

    receiver.answers = [redirect]

    assert post(receiver.url, b"{}", HEADERS).failure == "Redirects are not followed."
    assert len(receiver.requests) == 1

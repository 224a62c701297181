"""Server addresses: which are used, which refused, and what of them is shown."""

import subprocess
import sys

import pytest

from desktop_app.domain.errors import UserError
from desktop_app.engines.openai.addresses import ServerAddress, checked_address, without_secrets


def checked(url: str, *allowed: str) -> ServerAddress:
    return checked_address(url, allowed)


@pytest.mark.parametrize(
    ("url", "host", "port", "path", "host_header"),
    [
        ("http://127.0.0.1:8080/v1", "127.0.0.1", 8080, "/v1", "127.0.0.1:8080"),
        (" http://localhost:11434/v1/ ", "localhost", 11434, "/v1", "localhost:11434"),
        ("HTTP://LocalHost.", "localhost", 80, "", "localhost"),
        ("https://127.9.9.9//", "127.9.9.9", 443, "", "127.9.9.9"),
        ("http://[::1]:1234/a/b", "::1", 1234, "/a/b", "[::1]:1234"),
        ("http://[::ffff:127.0.0.1]/v1", "127.0.0.1", 80, "/v1", "127.0.0.1"),
        ("http://llama.localhost/v1", "llama.localhost", 80, "/v1", "llama.localhost"),
    ],
)
def test_this_computer(url: str, host: str, port: int, path: str, host_header: str) -> None:
    address = checked(url)
    assert (address.host, address.port, address.path) == (host, port, path)
    assert address.host_header == host_header


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://169.254.169.254/v1", "169.254.169.254"),
        ("http://[::ffff:a9fe:a9fe]/v1", "169.254.169.254"),
        ("http://0.0.0.0:8080", "0.0.0.0"),
        ("http://[::]:8080", "::"),
        ("http://192.168.1.5:8080/v1", "192.168.1.5"),
        ("http://example.org/v1", "example.org"),
        ("http://localhost.example.org/v1", "localhost.example.org"),
        ("http://127.0.0.1.example.org/v1", "127.0.0.1.example.org"),
        ("http://2130706433/", "2130706433"),
        ("http://0x7f.1/", "0x7f.1"),
        ("http://bücher.example/v1", "xn--bcher-kva.example"),
    ],
)
def test_other_computers_must_be_allowed_by_name(url: str, host: str) -> None:
    with pytest.raises(UserError, match="host_not_allowed") as refused:
        checked(url)
    assert f"“{host}”" in refused.value.message
    assert refused.value.details == {"host": host}
    assert checked(url, "other.example", host.upper()).host == host


def test_a_name_is_allowed_however_it_is_written() -> None:
    assert checked("http://Box.Example./v1", "box.example").host == "box.example"
    assert checked("http://bücher.example", "BÜCHER.example").host == "xn--bcher-kva.example"
    assert checked("http://[fe80:0::1]", "[FE80::1]").host == "fe80::1"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "localhost:8080",
        "127.0.0.1:8080/v1",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "javascript:alert(1)",
        "http://",
        "http:///v1",
        "http://:8080/v1",
        "http://127.0.0.1:99999/v1",
        "http://127.0.0.1:port/v1",
        "http://[::1/v1",
        "http://127.0.0.1\\@evil.example/v1",
        "http://user:pass/secret@127.0.0.1/v1",
        "http://127.0.0.1/v 1",
        "http://127.0.0.1/v\n1",
        "http://a b/v1",
        "http://loc\u200bal/v1",
        "http://" + "a" * 70 + "é.example/v1",
        "http://%31%32%37.0.0.1/v1",
    ],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(UserError, match="bad_base_url") as refused:
        checked(url, "evil.example")
    assert "secret" not in refused.value.message


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1@evil.example/v1",
        "http://user:secret@127.0.0.1/v1",
        "http://@127.0.0.1/v1",
        "http://127.0.0.1/v1?key=secret",
        "http://127.0.0.1/v1#secret",
    ],
)
def test_what_may_hold_a_secret_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(UserError, match="base_url_not_plain") as refused:
        checked(url, "evil.example")
    assert "secret" not in refused.value.message


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://user:pa/ss@127.0.0.1/v1?key=k#f", "http://127.0.0.1/v1"),
        ("user:pass@host/v1", "host/v1"),
        ("http://host/v1\x1b\n", "http://host/v1"),
        ("http://" + "h" * 500, "http://" + "h" * 192 + "…"),
    ],
)
def test_what_is_shown_holds_no_secret(url: str, shown: str) -> None:
    assert without_secrets(url) == shown


def test_checking_an_address_does_not_wait_for_the_http_library() -> None:
    code = "import sys, desktop_app.engines.openai.addresses; sys.exit('httpx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

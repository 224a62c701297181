"""A link says where it really leads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.links import LONGEST, link_target


@pytest.mark.parametrize(
    ("address", "host", "looks_like"),
    [
        ("https://example.org/a?b#c", "example.org", ""),
        ("HTTP://EXAMPLE.org:8080/", "example.org", ""),
        ("https://bank.example@evil.example/login", "evil.example", ""),
        ("https://user:secret@evil.example/", "evil.example", ""),
        ("https://p\u0430ypal.example/", "xn--pypal-4ve.example", "p\u0430ypal.example"),
        ("https://xn--pypal-4ve.example/", "xn--pypal-4ve.example", "p\u0430ypal.example"),
        ("https://café.example/", "xn--caf-dma.example", "café.example"),
        ("http://127.0.0.1:8080/x", "127.0.0.1", ""),
        ("http://[::ffff:169.254.169.254]/", "169.254.169.254", ""),
        ("https://%65vil.example/", "evil.example", ""),
    ],
)
def test_a_web_link_names_its_real_host(address: str, host: str, looks_like: str) -> None:
    target = link_target(address)
    assert target is not None
    assert (target.host, target.looks_like, target.mail) == (host, looks_like, False)


def test_a_mail_names_whom_it_is_for() -> None:
    target = link_target("mailto:ada@example.org?subject=Hi&bcc=eve@example.org")
    assert target is not None
    assert target.mail
    assert target.host == "ada@example.org"
    assert "bcc=eve@example.org" in target.address


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,hi",
        "//host/share",
        "https://",
        "http://[",
        "mailto:",
    ],
)
def test_what_leads_nowhere_is_no_link(address: str) -> None:
    assert link_target(address) is None


@given(st.text(max_size=60).map(lambda rest: f"https://{rest}") | st.text(max_size=60))
def test_no_address_raises_and_nothing_is_hidden(address: str) -> None:
    target = link_target(address)
    if target is not None:
        assert target.host.isascii() or target.mail
        assert "\u202e" not in target.address
        assert "\n" not in target.address
        assert len(target.address) <= 12 * LONGEST

"""Hosts: which of them are this computer, as far as can be told without asking a name server."""

from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, ip_address

DEFAULT_PORTS = {"http": 80, "https": 443}


def bracketed(host: str) -> str:
    """Return `host` as URLs write it: IPv6 addresses in brackets."""
    return f"[{host}]" if ":" in host else host


def host_and_port(scheme: str, host: str, port: int) -> str:
    """Return a host as people and the HTTP header `Host` name it: with its port where that is unusual."""
    return bracketed(host) if port == DEFAULT_PORTS[scheme] else f"{bracketed(host)}:{port}"


def plain_host(host: str) -> str:
    """Return `host` in the one form in which hosts are compared; raise ValueError when it has none."""
    plain = host.strip().lower().removeprefix("[").removesuffix("]").removesuffix(".")
    try:
        return str(_unwrapped(ip_address(plain)))
    except ValueError:
        return plain if plain.isascii() else plain.encode("idna").decode("ascii")


def is_allowed(host: str, allowed_hosts: Collection[str]) -> bool:
    """Tell whether the user allowed `host`, in its plain form, wherever it is."""
    return host in {plain_host(allowed) for allowed in allowed_hosts}


def is_ip(host: str) -> bool:
    """Tell whether `host` is an address and no name."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def may_be_here(host: str) -> bool:
    """Tell whether `host`, in its plain form, can be this computer."""
    if is_ip(host):
        return is_loopback(host)
    return host == "localhost" or host.endswith(".localhost")


def is_loopback(ip: str) -> bool:
    """Tell whether the address `ip` is this computer."""
    return _unwrapped(ip_address(ip)).is_loopback


def _unwrapped(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address that is written inside an IPv6 one, else `ip` itself."""
    mapped = ip.ipv4_mapped if isinstance(ip, IPv6Address) else None
    return mapped or ip

"""The only place from which the service calls an address that a user gave: never a private one, never a redirect."""

import asyncio
import ipaddress
import socket

import httpx2

from tools.kit.errors import LiangtuError

SECONDS = 10.0
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
"""NAT64 (RFC 6052): any IPv4 address, private ones too, behind an IPv6 one."""
PORTS = (80, 443, *range(1024, 65536))


class Unreachable(LiangtuError):
    """The address was refused, did not answer, or answered with an error."""


async def deliver(url: str, body: bytes, headers: dict[str, str], *, private: bool = False) -> None:
    """POST it. The name is resolved once and that address is called, so that it cannot change behind the check.

    Raises Unreachable. `private` allows addresses that are not on the public internet.
    """
    parts = checked(url)
    address = await resolved(parts.host, parts.port or (443 if parts.scheme == "https" else 80), private=private)
    target = parts.copy_with(host=address)
    options = {"sni_hostname": parts.host}
    try:
        async with httpx2.AsyncClient(timeout=SECONDS, follow_redirects=False, trust_env=False) as client:
            host = parts.netloc.decode()
            answer = await client.post(target, content=body, headers={**headers, "Host": host}, extensions=options)
    except httpx2.HTTPError as error:
        raise Unreachable(f"{type(error).__name__} {error}".strip()) from error
    if not answer.is_success:
        raise Unreachable(f"it answered {answer.status_code}")


def checked(url: str) -> httpx2.URL:
    """Raises Unreachable for what is no plain http or https address."""
    try:
        parts = httpx2.URL(url)
    except httpx2.InvalidURL as error:
        raise Unreachable(f"{url!r} is no address") from error
    if parts.scheme not in ("http", "https") or not parts.host or parts.userinfo:
        raise Unreachable("it has to be an http or https address without a user name")
    if parts.port and parts.port not in PORTS:
        raise Unreachable(f"port {parts.port} is not allowed")
    return parts


async def resolved(host: str, port: int, *, private: bool) -> str:
    """One address of that host, all of whose addresses are public. Raises Unreachable."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(f"{host} cannot be found") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not private and (inner := [each for each in addresses if not is_public(each)]):
        raise Unreachable(f"{host} is the private address {inner[0]}")
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether the address is on the public internet, also where it hides an IPv4 address in an IPv6 one."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address) and (found.ipv4_mapped or found.sixtofour):
        return is_public(str(found.ipv4_mapped or found.sixtofour))
    return found.is_global and not found.is_multicast and found not in TRANSLATED

from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.utils.crypto import salted_hmac


def client_address(request):
    """The address a request came from, as a keyed hash that tells two apart and reveals neither.
    An IPv6 network of /64 counts as one address, as it is usually one household's."""
    return hashed("address", network(remote_address(request)))


def remote_address(request):
    """Of X-Forwarded-For, which anybody can send, only what our own proxies added is believed: the
    entry as many from the right as there are proxies."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        hops = request.headers.get("X-Forwarded-For", "").split(",")
        address = hops[-settings.TRUSTED_PROXIES :][0].strip() or address
    return address


def network(address):
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or IPv6Address(int(parsed) >> 64 << 64))
    return str(parsed)


def hashed(purpose, value):
    """`value` under a key of ours, 32 hexadecimal digits; "" for ""."""
    if not value:
        return ""
    return salted_hmac(f"colloquy.{purpose}", value, algorithm="sha256").hexdigest()[:32]

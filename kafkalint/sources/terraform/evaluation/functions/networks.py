"""cidrhost, cidrnetmask, cidrsubnet, cidrsubnets, cidrcontains."""

from __future__ import annotations

from typing import Any

from kafkalint.sources.terraform.evaluation.functions._plain import Function, plain
from kafkalint.sources.terraform.evaluation.values import Failure, to_whole


def _network(text: Any) -> Any:
    from ipaddress import ip_network

    if not isinstance(text, str):
        raise Failure("an address range is needed")
    try:
        return ip_network(text, strict=False)
    except ValueError:
        raise Failure("the text is no address range") from None


def _subnet(prefix: Any, new_bits: Any, number: Any) -> str:
    network = _network(prefix)
    bits, number = to_whole(new_bits), to_whole(number)
    length = network.prefixlen + bits
    if bits < 0 or length > network.max_prefixlen or not 0 <= number < 2**bits:
        raise Failure("the range has no such subnet")
    start = int(network.network_address) + (number << (network.max_prefixlen - length))
    return f"{_address(network, start)}/{length}"


def _address(network: Any, number: int) -> str:
    return str(type(network.network_address)(number))


def _host(prefix: Any, number: Any) -> str:
    network, number = _network(prefix), to_whole(number)
    if not -network.num_addresses <= number < network.num_addresses:
        raise Failure("the range has no such host")
    return _address(network, int(network.network_address) + number % network.num_addresses)


def _subnets(prefix: Any, *new_bits: Any) -> list[str]:
    network = _network(prefix)
    at, end = int(network.network_address), int(network.broadcast_address) + 1
    found = []
    for bits in new_bits:
        length = network.prefixlen + to_whole(bits)
        if not network.prefixlen < length <= network.max_prefixlen:
            raise Failure("the range has no such subnet")
        size = 1 << (network.max_prefixlen - length)
        at = (at + size - 1) // size * size
        if at + size > end:
            raise Failure("the range has no room for all subnets")
        found.append(f"{_address(network, at)}/{length}")
        at += size
    return found


def _netmask(prefix: Any) -> str:
    network = _network(prefix)
    if network.version != 4:
        raise Failure("only ranges of IPv4 have masks")
    return str(network.netmask)


def _contains(outer: Any, inner: Any) -> bool:
    one, other = _network(outer), _network(inner)
    return one.version == other.version and bool(other.subnet_of(one))


FUNCTIONS: dict[str, Function] = {
    "cidrhost": plain(_host),
    "cidrnetmask": plain(_netmask),
    "cidrsubnet": plain(_subnet),
    "cidrsubnets": plain(_subnets),
    "cidrcontains": plain(_contains),
}

"""Why connections fail, in words, with what to try."""

from __future__ import annotations

import errno
import ssl

from kafkalint.live.wire import Address, UnresolvedError, Wire, trusting_context

EXPIRED, NOT_YET_VALID = 10, 9
WRONG_NAME = (62, 63, 64)
_UNREACHABLE = (errno.EHOSTUNREACH, errno.ENETUNREACH, errno.ENETDOWN, errno.EHOSTDOWN)


class ConnectionProblem(Exception):
    """Why no broker can be talked to, and what to try."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


def of_socket(address: Address, problem: OSError) -> ConnectionProblem:
    """Why no connection came about."""
    if isinstance(problem, UnresolvedError):
        return ConnectionProblem(
            f"the name {address.host} cannot be resolved ({problem})",
            "Check the spelling, and that kafkalint runs where this name is known.",
        )
    if isinstance(problem, ConnectionRefusedError):
        return ConnectionProblem(
            f"{address} refuses connections: nothing listens there",
            "Check the port, and that the broker runs and listens on this address.",
        )
    if isinstance(problem, TimeoutError):
        return ConnectionProblem(
            f"{address} does not answer: no connection in time",
            "Check the address, and the firewalls and security groups on the way.",
        )
    if problem.errno in _UNREACHABLE:
        return ConnectionProblem(
            f"there is no way to {address}: {problem.strerror}",
            "Check the network that kafkalint runs in.",
        )
    said = problem.strerror or str(problem) or type(problem).__name__
    return ConnectionProblem(f"{address} cannot be talked to: {said}")


def of_silence(address: Address) -> ConnectionProblem:
    """Someone takes connections and says nothing."""
    return ConnectionProblem(
        f"{address} takes connections and then does not answer",
        "Look at the broker's log: it hangs, is overloaded, or is no broker.",
    )


def of_certificate(
    address: Address, seconds: float, problem: ssl.SSLCertVerificationError
) -> ConnectionProblem:
    """Why a listener's certificate is not accepted."""
    code = problem.verify_code
    certificate = _certificate(address, seconds)
    if code in WRONG_NAME or "ostname mismatch" in str(problem):
        names = f": it is for {', '.join(certificate.names)}" if certificate else ""
        return ConnectionProblem(
            f"the certificate of {address} is not for {address.host}{names}",
            "Use a name that it is for. With ssl.endpoint.identification.algorithm= (empty) "
            "names are not compared.",
        )
    if code == EXPIRED:
        ended = f" on {certificate.ends:%Y-%m-%d}" if certificate else ""
        return ConnectionProblem(
            f"the certificate of {address}, or one above it, is no longer valid{ended}",
            "Renew it, and check this machine's clock.",
        )
    if code == NOT_YET_VALID:
        return ConnectionProblem(
            f"the certificate of {address} is not valid yet", "Check this machine's clock."
        )
    issuer = f", signed by {certificate.issuer}," if certificate else ""
    return ConnectionProblem(
        f"the certificate of {address}{issuer} is not trusted: {problem.verify_message}",
        "Name who signed it: ssl.truststore.location (PEM, PKCS12 or JKS) or ssl.ca.location.",
    )


class _Certificate:
    """What a certificate says, for people."""

    def __init__(self, data: bytes) -> None:
        from cryptography import x509

        read = x509.load_der_x509_certificate(data)
        self.issuer = read.issuer.rfc4514_string()
        self.ends = read.not_valid_after_utc
        self.names = tuple(_names(read)) or (read.subject.rfc4514_string(),)


def _names(certificate: object) -> list[str]:
    from cryptography import x509

    assert isinstance(certificate, x509.Certificate)
    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except (x509.ExtensionNotFound, ValueError):
        return []
    return [str(name.value) for name in extension.value]


def _certificate(address: Address, seconds: float) -> _Certificate | None:
    """The certificate that is shown there, looked at without trusting it."""
    try:
        with Wire(address, seconds, trusting_context()) as wire:
            data = wire.tls.getpeercert(binary_form=True) if wire.tls else None
            return _Certificate(data) if data else None
    except (OSError, ValueError):
        return None

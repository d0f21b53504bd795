"""An authority of certificates and what it signs, as PEM files that Kafka and clients read."""

from __future__ import annotations

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from harness.ports import LOOPBACK


class Authority:
    """Signs certificates; `certificate` is the file that tells whom to trust."""

    def __init__(self, folder: Path, days: int = 2) -> None:
        self._folder = folder
        self._days = days
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name("the tests' authority")
        ca = x509.BasicConstraints(ca=True, path_length=0)
        signed = self._sign(self._name, self._key.public_key(), (ca, True))
        self.certificate = folder / "authority.pem"
        self.certificate.write_bytes(signed)

    def issue(
        self, name: str, days: int = 0, file: str = "", host: str = "", rsa_bits: int = 0
    ) -> Path:
        """A file with a private key and its certificate, for CN=`name`.

        It ends in `days`, or when the authority's own does; it is for loopback, or for `host`.
        Its key is on an elliptic curve, or RSA of so many bits.
        """
        key = (
            rsa.generate_private_key(65537, rsa_bits)
            if rsa_bits
            else ec.generate_private_key(ec.SECP256R1())
        )
        here = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address(LOOPBACK))]
        names = x509.SubjectAlternativeName([x509.DNSName(host)] if host else here)
        signed = self._sign(_name(name), key.public_key(), (names, False), days)
        private = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        written = self._folder / f"{file or name}.pem"
        written.write_bytes(private + signed)
        return written

    def _sign(
        self,
        name: x509.Name,
        key: ec.EllipticCurvePublicKey,
        extension: tuple[x509.ExtensionType, bool],
        days: int = 0,
    ) -> bytes:
        now = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(days=days or self._days))
            .add_extension(extension[0], critical=extension[1])
            .sign(self._key, hashes.SHA256())
        )
        return certificate.public_bytes(serialization.Encoding.PEM)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])

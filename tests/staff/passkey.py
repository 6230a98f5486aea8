"""A passkey in software: what a browser and an authenticator would answer, signed by a fresh P-256 key."""

import json
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

FLAGS = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV


class Passkey:
    """One resident credential of one person on one host."""

    def __init__(self, host: str = "testserver") -> None:
        """Make the key."""
        self.host = host
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = b"sixteen bytes id"
        self.user_handle = ""

    def register(self, options: dict[str, Any]) -> str:
        """Return the credential for a page's creation options, as the page posts it."""
        public = options["publicKey"]
        self.user_handle = public["user"]["id"]
        data = AttestedCredentialData.create(bytes(16), self.credential_id, self._public_key())
        seen = AuthenticatorData.create(self._host_hash(), FLAGS | AuthenticatorData.FLAG.AT, 0, data)
        response = {
            "clientDataJSON": self._client_data("webauthn.create", public["challenge"]),
            "attestationObject": websafe_encode(bytes(AttestationObject.create("none", seen, {}))),
        }
        return self._credential(response, {"credProps": {"rk": True}})

    def sign(self, options: dict[str, Any], host: str | None = None) -> str:
        """Return the assertion for a page's request options, as the page posts it."""
        client_data = self._client_data("webauthn.get", options["publicKey"]["challenge"])
        seen = bytes(AuthenticatorData.create(sha256((host or self.host).encode()).digest(), FLAGS, 0))
        signed = self.key.sign(seen + sha256(websafe_decode(client_data)).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": client_data,
            "authenticatorData": websafe_encode(seen),
            "signature": websafe_encode(signed),
            "userHandle": self.user_handle,
        }
        return self._credential(response, {})

    def _public_key(self) -> ES256:
        at = self.key.public_key().public_numbers()
        # COSE: key type EC2, algorithm ES256, curve P-256, then x and y.
        return ES256({1: 2, 3: -7, -1: 1, -2: at.x.to_bytes(32, "big"), -3: at.y.to_bytes(32, "big")})

    def _host_hash(self) -> bytes:
        return sha256(self.host.encode()).digest()

    def _client_data(self, kind: str, challenge: str) -> str:
        said = {"type": kind, "challenge": challenge, "origin": f"http://{self.host}", "crossOrigin": False}
        return websafe_encode(json.dumps(said).encode())

    def _credential(self, response: dict[str, Any], extensions: dict[str, Any]) -> str:
        name = websafe_encode(self.credential_id)
        return json.dumps(
            {
                "type": "public-key",
                "id": name,
                "rawId": name,
                "response": response,
                "clientExtensionResults": extensions,
            }
        )

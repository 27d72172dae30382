"""How the secrets of API clients are kept."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.contrib.auth.hashers import BasePasswordHasher
from django.utils.crypto import constant_time_compare


def digest(secret: str) -> str:
    """What is stored instead of a random secret or token."""
    return sha256(secret.encode()).hexdigest()


class RandomSecretHasher(BasePasswordHasher):
    """One SHA-256, for secrets that we drew at random.

    A slow hash protects passwords that people choose; 256 random bits cannot be guessed at any speed, and every token
    request would pay for it. Not for passwords.
    """

    algorithm = "random_sha256"

    def encode(self, password: str, salt: str) -> str:
        return f"{self.algorithm}${salt}${digest(salt + password)}"

    def decode(self, encoded: str) -> dict[str, Any]:
        algorithm, salt, hashed = encoded.split("$", 2)
        return {"algorithm": algorithm, "salt": salt, "hash": hashed}

    def verify(self, password: str, encoded: str) -> bool:
        return constant_time_compare(encoded, self.encode(password, self.decode(encoded)["salt"]))

    def safe_summary(self, encoded: str) -> Any:
        return {"algorithm": self.algorithm}

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Nothing to even out: the hash costs the same for everybody."""

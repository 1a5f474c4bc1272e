"""The keys of a backup, closed with a passphrase: scrypt makes a key of it, AES-GCM encrypts.

Both take long, and much memory, on purpose: run them in the executor.
"""

from base64 import b64decode, b64encode
from dataclasses import dataclass
import secrets
from typing import Final
import unicodedata

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from .contents import Saved

# 64 MB and half a second on a small computer. A file may ask for no more than twice as much.
_COST: Final = 2**16
_BLOCK_SIZE: Final = 8
_PARALLEL: Final = 2
_COSTS: Final = (2**14, 2**15, 2**16, 2**17)
_MOST_PARALLEL: Final = 4
_SALT_BYTES: Final = 16
_NONCE_BYTES: Final = 12
_KEY_BYTES: Final = 32
# What is closed belongs to this place of such a file, and is nothing elsewhere.
_ABOUT: Final = b"milesight_network_server backup keys 1"


class WrongPassphraseError(Exception):
    """The passphrase does not open what was closed, or that was changed since."""


class UnreadableSealError(Exception):
    """What was closed can't be opened with any passphrase: its parameters are none of ours."""


@dataclass(kw_only=True)
class Sealed(Saved):
    """What was closed, with all but the passphrase that opening it takes. Bytes are in base64."""

    derivation: str
    cost: int
    block_size: int
    parallel: int
    salt: str
    cipher: str
    nonce: str
    content: str


def seal(content: bytes, passphrase: str) -> Sealed:
    """Close a content. The same content and passphrase give something else each time."""
    salt, nonce = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
    key = _key(passphrase, salt, _COST, _BLOCK_SIZE, _PARALLEL)
    return Sealed(
        derivation="scrypt",
        cost=_COST,
        block_size=_BLOCK_SIZE,
        parallel=_PARALLEL,
        salt=b64encode(salt).decode(),
        cipher="AES-256-GCM",
        nonce=b64encode(nonce).decode(),
        content=b64encode(AESGCM(key).encrypt(nonce, content, _ABOUT)).decode(),
    )


def unseal(sealed: Sealed, passphrase: str) -> bytes:
    """Return what was closed. `WrongPassphraseError`, `UnreadableSealError`."""
    if (
        (sealed.derivation, sealed.cipher) != ("scrypt", "AES-256-GCM")
        or sealed.cost not in _COSTS
        or sealed.block_size != _BLOCK_SIZE
        or not 1 <= sealed.parallel <= _MOST_PARALLEL
    ):
        raise UnreadableSealError
    try:
        salt, nonce, content = (
            b64decode(one, validate=True) for one in (sealed.salt, sealed.nonce, sealed.content)
        )
    except ValueError:
        raise UnreadableSealError from None
    if len(nonce) != _NONCE_BYTES or len(salt) < _SALT_BYTES:
        raise UnreadableSealError
    key = _key(passphrase, salt, sealed.cost, sealed.block_size, sealed.parallel)
    try:
        return AESGCM(key).decrypt(nonce, content, _ABOUT)
    except InvalidTag:
        raise WrongPassphraseError from None


def _key(passphrase: str, salt: bytes, cost: int, block_size: int, parallel: int) -> bytes:
    # The same words are other bytes on another keyboard, but for this form.
    words = unicodedata.normalize("NFKC", passphrase).encode()
    return Scrypt(salt=salt, length=_KEY_BYTES, n=cost, r=block_size, p=parallel).derive(words)

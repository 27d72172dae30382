"""An app for one-time codes, as a member of staff has it on their phone."""

import time
from base64 import b32decode

from django_otp.oath import TOTP

from access import second_factor


class Authenticator:
    """Knows a key, and shows the code of now or of another half minute."""

    def __init__(self, key):
        self.key = bytes.fromhex(key)

    def code(self, *, steps=0):
        """The code of now; of `steps` times 30 seconds later."""
        totp = TOTP(self.key)
        totp.time = time.time() + 30 * steps
        return f"{totp.token():06}"

    @classmethod
    def typed(cls, key):
        """An app into which a key was typed that a page shows."""
        return cls(b32decode(key.replace(" ", "")).hex())

    @classmethod
    def of(cls, user):
        """The app of somebody who sets one up now, and their recovery codes. A code that grew too old on the way is
        given once more."""
        key = second_factor.new_key()
        app = cls(key)
        codes = second_factor.set_up(user, key=key, code=app.code(steps=-1))
        return app, codes or second_factor.set_up(user, key=key, code=app.code(steps=-1))

import base64

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.utils.crypto import salted_hmac

from accounts.address import network, remote_address
from accounts.typed import clean_email


class AccountAdapter(DefaultAccountAdapter):
    """Where allauth, at sign-up, sign-in and reset, asks the site."""

    def clean_email(self, email):
        return clean_email(super().clean_email(email))

    def is_safe_url(self, url):
        try:
            return super().is_safe_url(url)
        except ValueError:  # not an address at all, such as http://[
            return False

    def get_client_ip(self, request):
        """By what its limits count: the same rule of trust as at a board, see accounts.address."""
        return network(remote_address(request))


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps and recovery codes are kept encrypted, under a key of ours."""

    def encrypt(self, text):
        return second_factor_key().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return second_factor_key().decrypt(encrypted_text.encode()).decode()


def second_factor_key():
    key = salted_hmac("colloquy.second-factor", "", algorithm="sha256")
    return Fernet(base64.urlsafe_b64encode(key.digest()))

from allauth.account.adapter import DefaultAccountAdapter

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

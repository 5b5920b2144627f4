"""Sessions in the database, as Django keeps them; each page of somebody who is signed in reads one,
so it is asked for as a `Question`."""

from django.contrib.sessions.backends import db
from django.utils import timezone

from accounts.questions import Question

IN_FORCE = Question("""
SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s
""")


class SessionStore(db.SessionStore):
    def load(self):
        found = IN_FORCE.rows(self.session_key, timezone.now())
        if not found:
            self._session_key = None  # which another browser may have made up
            return {}
        return self.decode(found[0][0])

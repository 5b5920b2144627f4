"""What of the boards' work is due now and then; `run_due` calls these."""

from boards.models import Submission


def forget_submissions():
    forgotten = Submission.forget_old()
    return f"posting limits: {forgotten} old traces forgotten" if forgotten else ""

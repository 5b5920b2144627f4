from moderation.models.decision import Answer, Decision
from moderation.models.queue import HeldComment

__all__ = ["Answer", "Decision", "HeldComment"]

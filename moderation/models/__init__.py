from moderation.models.decision import Answer, Decision
from moderation.models.note import Note
from moderation.models.notice import Notice
from moderation.models.queue import HeldComment
from moderation.models.redaction import Opening, Redaction
from moderation.models.report import Report

__all__ = ["Answer", "Decision", "HeldComment", "Note", "Notice", "Opening", "Redaction", "Report"]

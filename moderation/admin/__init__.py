from moderation.admin import desk, records

__all__ = ["desk", "records"]

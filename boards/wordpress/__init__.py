"""Boards that move in from WordPress, and out again, by its export files (WXR 1.2)."""

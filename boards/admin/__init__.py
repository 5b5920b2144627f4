from boards.admin import comments, courses, people, rules  # noqa: F401  each registers its own

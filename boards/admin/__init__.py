from boards.admin import comments, courses, people, pictures, rules  # noqa: F401  each registers its own

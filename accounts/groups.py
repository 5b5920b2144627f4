from django.db import migrations


class Grant(migrations.RunPython):
    """A migration's operation that gives the members of a group rights, and makes the group if
    there is none: `Grant("Moderators", "boards.view_comment", ...)`.

    Django makes its permissions only after all migrations, so this makes the ones it needs."""

    def __init__(self, group, *rights):
        self.group, self.rights = group, rights
        super().__init__(self.give, self.take)

    def deconstruct(self):
        return (self.__class__.__name__, [self.group, *self.rights], {})

    def describe(self):
        return f"Grant {self.group} {', '.join(self.rights)}"

    def permissions(self, apps):
        content_types = apps.get_model("contenttypes", "ContentType").objects
        permissions = apps.get_model("auth", "Permission").objects
        for right in self.rights:
            app_label, codename = right.split(".")
            verb, model = codename.rsplit("_", 1)
            content_type, _ = content_types.get_or_create(app_label=app_label, model=model)
            name = f"Can {verb} {model}"
            yield permissions.get_or_create(
                content_type=content_type, codename=codename, defaults={"name": name}
            )[0]

    def give(self, apps, schema_editor):
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=self.group)
        group.permissions.add(*self.permissions(apps))

    def take(self, apps, schema_editor):
        group = apps.get_model("auth", "Group").objects.get(name=self.group)
        group.permissions.remove(*self.permissions(apps))

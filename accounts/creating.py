from django.db import migrations


class CreateModels(migrations.SeparateDatabaseAndState):
    """A migration's operation that creates several models, of which each may refer to any other:
    `CreateModels(migrations.CreateModel("Thread", ...), ...)`.

    After each operation Django makes the classes of all models anew that are in some way connected
    with what it has changed; for an app's models one by one, that is most of the time that setting
    up takes. After this one it makes each once."""

    def __init__(self, *models):
        super().__init__(state_operations=models)

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)  # the classes, which are made when somebody asks for them
        state.is_delayed = False  # and none of them is then of before some change
        super().state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for model in self.state_operations:
            model.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for model in reversed(self.state_operations):
            model.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        return f"Create {', '.join(model.name for model in self.state_operations)}"

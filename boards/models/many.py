from django.db import connection
from django.db.models import QuerySet

KEYS = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"


def insert_many(objects):
    """Insert `objects`, a list of unsaved ones of one model whose values are as the database keeps
    them, and give them their keys. On PostgreSQL by COPY, its own way to take in many rows, which
    is a quarter of the work of INSERT for Python."""
    model = type(objects[0])
    if connection.vendor == "postgresql":
        copy_in(model._meta, objects)
    else:
        QuerySet(model).bulk_create(objects, batch_size=500)


def copy_in(meta, objects):
    names = [field.attname for field in meta.concrete_fields]
    columns = ", ".join(connection.ops.quote_name(field.column) for field in meta.concrete_fields)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        if meta.auto_field:
            cursor.execute(KEYS, (meta.db_table, meta.pk.column, len(objects)))
            for each, (key,) in zip(objects, cursor.fetchall(), strict=True):
                each.pk = key
        with cursor.copy(f"COPY {meta.db_table} ({columns}) FROM STDIN") as copy:
            for each in objects:
                values = each.__dict__
                copy.write_row([values[name] for name in names])
                each._state.adding = False

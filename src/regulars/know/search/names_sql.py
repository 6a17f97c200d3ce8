"""The statements that keep an index of whole words of names, for SQLite and for PostgreSQL.

Misspelt words are looked for by the words they may have been, which are known in whole: an index of words answers that at
once, where the one of trigrams would walk through all who share some letters.
"""

from __future__ import annotations

_GONE = (
    "INSERT INTO search_name (search_name, rowid, name_key) SELECT 'delete', old.id, old.name_key WHERE old.name <> ''"
)
_HERE = "INSERT INTO search_name (rowid, name_key) SELECT new.id, new.name_key WHERE new.name <> ''"

SQLITE = (
    """CREATE VIRTUAL TABLE search_name USING fts5(name_key, content='customers_customer', content_rowid='id',
        tokenize="unicode61 remove_diacritics 0 tokenchars '-.&+_'")""",
    "INSERT INTO search_name (rowid, name_key) SELECT id, name_key FROM customers_customer WHERE name <> ''",
    f"CREATE TRIGGER search_names_insert AFTER INSERT ON customers_customer WHEN new.name <> '' BEGIN {_HERE}; END",
    f"CREATE TRIGGER search_names_delete AFTER DELETE ON customers_customer WHEN old.name <> '' BEGIN {_GONE}; END",
    f"""CREATE TRIGGER search_names_update AFTER UPDATE OF name, name_key ON customers_customer
        WHEN old.name_key <> new.name_key OR (old.name = '') <> (new.name = '') BEGIN {_GONE}; {_HERE}; END""",
)
SQLITE_BACK = (
    "DROP TRIGGER search_names_insert",
    "DROP TRIGGER search_names_delete",
    "DROP TRIGGER search_names_update",
    "DROP TABLE search_name",
)
POSTGRESQL = (
    """CREATE INDEX customer_name_words ON customers_customer USING gin (string_to_array(name_key, ' '))
        WHERE name <> ''""",
)
POSTGRESQL_BACK = ("DROP INDEX customer_name_words",)

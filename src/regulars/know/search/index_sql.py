"""The statements that keep words and pairs beside the customers, for SQLite and for PostgreSQL.

A word is kept under the keys that are left of its first seven letters when up to two of them are struck out (of short
words: one). Two words that differ by as many letters wrong, missing, added or swapped share such a key, so that finding
the words near a misspelt one is a look-up of a few dozen keys, however many words there are.
"""

from __future__ import annotations

# Letters of a word that its keys are made of.
HEAD = 7
# Words shorter than this are not corrected; those shorter than LONG only by one letter.
SHORT = 3
LONG = 6
# Neighbouring ids that make up a thin and a thick stratum, as powers of two.
THIN = 12
THICK = 16
STRATA = f"(ARRAY[id >> {THIN}, -1 - (id >> {THICK})])"
# Scripts from here on are written without spaces and are not corrected: another sign is another word.
IDEOGRAPHS = 0x2E80

_HEADS = ", ".join(str(n) for n in range(1, HEAD + 1))
_PLACES = ",".join(str(n) for n in range(1, 201))


def _words(row: str) -> str:
    """The words of a row's name, by SQLite."""
    plain = f"replace(replace({row}.name_key, char(92), ' '), char(34), ' ')"
    return f"""SELECT DISTINCT value FROM json_each('["' || replace({plain}, ' ', '","') || '"]')
        WHERE length(value) >= {SHORT} AND instr(value, '@') = 0 AND unicode(value) < {IDEOGRAPHS}"""


def _pairs(row: str) -> str:
    """The pairs of a row's name, by SQLite."""
    return f"""SELECT DISTINCT substr({row}.name_key, at.value, 2) FROM json_each('[{_PLACES}]') AS at
        WHERE at.value < length({row}.name_key) AND unicode(substr({row}.name_key, at.value, 1)) >= {IDEOGRAPHS}
        AND unicode(substr({row}.name_key, at.value + 1, 1)) >= {IDEOGRAPHS}"""


# Most names hold no such sign; asking their length in bytes and letters spares walking through them.
_HAS_PAIRS = "length(CAST({row}.name_key AS BLOB)) > length({row}.name_key) + 1"
_LEARN = f"""INSERT INTO search_word (text, customer_id) SELECT told.value, new.id FROM ({_words("new")}) AS told
    WHERE NOT EXISTS (SELECT 1 FROM search_word WHERE text = told.value)"""
_PAIR = f"""INSERT INTO search_pair (pair, customer_id) SELECT told.*, new.id FROM ({_pairs("new")}) AS told
    WHERE {_HAS_PAIRS.format(row="new")}"""
_UNPAIR = f"""DELETE FROM search_pair WHERE {_HAS_PAIRS.format(row="old")} AND customer_id = old.id
    AND pair IN ({_pairs("old")})"""

_KEYS = f"""
    INSERT OR IGNORE INTO search_key (key, word_id) SELECT substr(new.text, 1, {HEAD}), new.id;
    INSERT OR IGNORE INTO search_key (key, word_id)
    SELECT substr(new.text, 1, a.value - 1) || substr(new.text, a.value + 1, {HEAD} - a.value), new.id
    FROM json_each('[{_HEADS}]') AS a WHERE a.value <= length(new.text);
    INSERT OR IGNORE INTO search_key (key, word_id)
    SELECT substr(new.text, 1, a.value - 1) || substr(new.text, a.value + 1, b.value - a.value - 1)
        || substr(new.text, b.value + 1, {HEAD} - b.value), new.id
    FROM json_each('[{_HEADS}]') AS a, json_each('[{_HEADS}]') AS b
    WHERE a.value < b.value AND b.value <= length(new.text) AND length(new.text) >= {LONG};
"""

# One trigger for what was two: SQLite fires triggers of one event in no set order, and a row that enters the index before
# its former text leaves it loses what both have in common.
SQLITE_ONE_TRIGGER = (
    "DROP TRIGGER customer_search_update",
    "DROP TRIGGER customer_search_update_new",
    """CREATE TRIGGER customer_search_update AFTER UPDATE OF search_text ON customers_customer
        WHEN old.search_text <> new.search_text BEGIN
        INSERT INTO customer_search (customer_search, rowid, search_text)
        SELECT 'delete', old.id, old.search_text WHERE old.search_text <> '';
        INSERT INTO customer_search (rowid, search_text) SELECT new.id, new.search_text WHERE new.search_text <> ''; END""",
    "INSERT INTO customer_search (customer_search) VALUES ('rebuild')",
)
SQLITE_TWO_TRIGGERS = (
    "DROP TRIGGER customer_search_update",
    """CREATE TRIGGER customer_search_update AFTER UPDATE OF search_text ON customers_customer
        WHEN old.search_text <> '' AND old.search_text <> new.search_text BEGIN
        INSERT INTO customer_search (customer_search, rowid, search_text) VALUES ('delete', old.id, old.search_text); END""",
    """CREATE TRIGGER customer_search_update_new AFTER UPDATE OF search_text ON customers_customer
        WHEN new.search_text <> '' AND old.search_text <> new.search_text BEGIN
        INSERT INTO customer_search (rowid, search_text) VALUES (new.id, new.search_text); END""",
)
SQLITE = (
    *SQLITE_ONE_TRIGGER,
    "CREATE TABLE search_key (key TEXT NOT NULL, word_id INTEGER NOT NULL, PRIMARY KEY (key, word_id)) WITHOUT ROWID",
    f"CREATE TRIGGER search_word_keys AFTER INSERT ON search_word BEGIN {_KEYS} END",
    f"""CREATE TRIGGER search_word_gone AFTER DELETE ON search_word BEGIN
        DELETE FROM search_key WHERE word_id = old.id AND key IN (
            SELECT substr(old.text, 1, {HEAD})
            UNION SELECT substr(old.text, 1, a.value - 1) || substr(old.text, a.value + 1, {HEAD} - a.value)
            FROM json_each('[{_HEADS}]') AS a
            UNION SELECT substr(old.text, 1, a.value - 1) || substr(old.text, a.value + 1, b.value - a.value - 1)
                || substr(old.text, b.value + 1, {HEAD} - b.value)
            FROM json_each('[{_HEADS}]') AS a, json_each('[{_HEADS}]') AS b WHERE a.value < b.value
        ); END""",
    f"""CREATE TRIGGER search_name_insert AFTER INSERT ON customers_customer WHEN new.name <> '' BEGIN
        {_LEARN}; {_PAIR}; END""",
    f"""CREATE TRIGGER search_name_update AFTER UPDATE OF name, name_key ON customers_customer
        WHEN old.name_key <> new.name_key OR (old.name = '') <> (new.name = '') BEGIN
        {_UNPAIR}; {_LEARN} AND new.name <> ''; {_PAIR} AND new.name <> ''; END""",
    f"CREATE TRIGGER search_name_delete AFTER DELETE ON customers_customer WHEN old.name <> '' BEGIN {_UNPAIR}; END",
)
SQLITE_BACK = (
    "DROP TRIGGER search_name_insert",
    "DROP TRIGGER search_name_update",
    "DROP TRIGGER search_name_delete",
    "DROP TRIGGER search_word_keys",
    "DROP TRIGGER search_word_gone",
    "DROP TABLE search_key",
    *SQLITE_TWO_TRIGGERS,
)
# Customers who were there before.
SQLITE_FILL = (
    f"""INSERT INTO search_word (text, customer_id)
        SELECT told.value, min(new.id) FROM customers_customer AS new, json_each('["' || replace(
            replace(replace(new.name_key, char(92), ' '), char(34), ' '), ' ', '","') || '"]') AS told
        WHERE new.name <> '' AND length(told.value) >= {SHORT} AND instr(told.value, '@') = 0
            AND unicode(told.value) < {IDEOGRAPHS}
        GROUP BY told.value""",
    f"""INSERT INTO search_pair (pair, customer_id)
        SELECT DISTINCT substr(new.name_key, at.value, 2), new.id FROM customers_customer AS new, json_each('[{_PLACES}]') AS at
        WHERE new.name <> '' AND {_HAS_PAIRS.format(row="new")} AND at.value < length(new.name_key)
            AND unicode(substr(new.name_key, at.value, 1)) >= {IDEOGRAPHS}
            AND unicode(substr(new.name_key, at.value + 1, 1)) >= {IDEOGRAPHS}""",
)

_PG_WORDS = f"""string_to_table({{row}}.name_key, ' ') AS told(value)
    WHERE length(told.value) >= {SHORT} AND strpos(told.value, '@') = 0 AND ascii(told.value) < {IDEOGRAPHS}"""
_PG_PAIRS = f"""SELECT DISTINCT substr({{row}}.name_key, at, 2) AS pair, {{row}}.id AS customer_id
    FROM generate_series(1, length({{row}}.name_key) - 1) AS at
    WHERE ascii(substr({{row}}.name_key, at, 1)) >= {IDEOGRAPHS}
        AND ascii(substr({{row}}.name_key, at + 1, 1)) >= {IDEOGRAPHS}"""

POSTGRESQL = (
    f"""CREATE FUNCTION search_keys(word text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN (
        SELECT array_agg(DISTINCT kept.key) FROM (
            SELECT left(word, {HEAD}) AS key
            UNION ALL SELECT left(word, a - 1) || substr(word, a + 1, {HEAD} - a)
            FROM generate_series(1, least({HEAD}, length(word))) AS a
            UNION ALL SELECT left(word, a - 1) || substr(word, a + 1, b - a - 1) || substr(word, b + 1, {HEAD} - b)
            FROM generate_series(1, {HEAD}) AS a, generate_series(1, least({HEAD}, length(word))) AS b
            WHERE a < b AND length(word) >= {LONG}
        ) AS kept)""",
    "CREATE INDEX search_word_keys ON search_word USING gin (search_keys(text))",
    f"""CREATE FUNCTION search_name_changed() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN
        IF TG_OP <> 'INSERT' AND old.name <> '' AND octet_length(old.name_key) > length(old.name_key) + 1 THEN
            DELETE FROM search_pair USING ({_PG_PAIRS.format(row="old")}) AS gone
            WHERE search_pair.pair = gone.pair AND search_pair.customer_id = gone.customer_id;
        END IF;
        IF TG_OP <> 'DELETE' AND new.name <> '' THEN
            INSERT INTO search_word (text, customer_id)
            SELECT DISTINCT told.value, new.id FROM {_PG_WORDS.format(row="new")}
            AND NOT EXISTS (SELECT 1 FROM search_word WHERE text = told.value);
            IF octet_length(new.name_key) > length(new.name_key) + 1 THEN
                INSERT INTO search_pair (pair, customer_id) {_PG_PAIRS.format(row="new")};
            END IF;
        END IF;
        RETURN NULL; END $body$""",
    """CREATE TRIGGER search_name_insert AFTER INSERT OR DELETE ON customers_customer
        FOR EACH ROW EXECUTE FUNCTION search_name_changed()""",
    """CREATE TRIGGER search_name_update AFTER UPDATE OF name, name_key ON customers_customer FOR EACH ROW
        WHEN (old.name_key <> new.name_key OR (old.name = '') <> (new.name = ''))
        EXECUTE FUNCTION search_name_changed()""",
    # The order of signs, whatever language the database sorts by: what begins with a text is one stretch of it.
    """CREATE INDEX customer_by_beginning ON customers_customer (name_key COLLATE "C", id)
        WHERE known AND merged_into_id IS NULL""",
    'CREATE INDEX search_pair_by_sign ON search_pair (pair COLLATE "C", customer_id)',
)
POSTGRESQL_BACK = (
    "DROP INDEX search_pair_by_sign",
    "DROP INDEX customer_by_beginning",
    "DROP TRIGGER search_name_update ON customers_customer",
    "DROP TRIGGER search_name_insert ON customers_customer",
    "DROP FUNCTION search_name_changed",
    "DROP INDEX search_word_keys",
    "DROP FUNCTION search_keys",
)
POSTGRESQL_FILL = (
    f"""INSERT INTO search_word (text, customer_id)
        SELECT told.value, min(new.id) FROM customers_customer AS new, {_PG_WORDS.format(row="new")}
        AND new.name <> '' GROUP BY told.value""",
    f"""INSERT INTO search_pair (pair, customer_id)
        SELECT told.pair, told.customer_id FROM customers_customer AS new, LATERAL ({_PG_PAIRS.format(row="new")}) AS told
        WHERE new.name <> '' AND octet_length(new.name_key) > length(new.name_key) + 1""",
)

# The indexes of texts and of words of names, each with the strata of ids, so that the newest can be asked for alone. The
# strata stand first: an index of this kind walks along its first condition and only looks the others up.
POSTGRESQL_STRATA = (
    "DROP INDEX customer_search",
    f"""CREATE INDEX customer_search ON customers_customer USING gin ({STRATA}, search_text gin_trgm_ops)
        WITH (gin_pending_list_limit = 256) WHERE search_text <> ''""",
    "DROP INDEX customer_name_words",
    f"""CREATE INDEX customer_name_words ON customers_customer USING gin ({STRATA}, string_to_array(name_key, ' '))
        WITH (gin_pending_list_limit = 256) WHERE name <> ''""",
)
POSTGRESQL_STRATA_BACK = (
    "DROP INDEX customer_name_words",
    """CREATE INDEX customer_name_words ON customers_customer USING gin (string_to_array(name_key, ' '))
        WITH (gin_pending_list_limit = 256) WHERE name <> ''""",
    "DROP INDEX customer_search",
    """CREATE INDEX customer_search ON customers_customer USING gin (search_text gin_trgm_ops)
        WITH (gin_pending_list_limit = 256) WHERE search_text <> ''""",
)

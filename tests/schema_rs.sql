-- Prints crates/database/src/schema.rs from the catalogue of a migrated database.
WITH shown AS (
    SELECT c.oid, n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('identity', 'cadre') AND c.relkind = 'r'
), tables AS (
    SELECT nspname, relname, format(E'diesel::table! {\n    %s.%s (%s) {\n%s\n    }\n}\n', nspname, relname,
        (SELECT string_agg(a.attname, ', ' ORDER BY array_position(x.indkey::int2[], a.attnum)) FROM pg_index x
         JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = ANY (x.indkey)
         WHERE x.indrelid = shown.oid AND x.indisprimary),
        (SELECT string_agg(format('        %s -> %s,', a.attname,
            CASE WHEN a.attnotnull THEN t.rust ELSE format('Nullable<%s>', t.rust) END), E'\n' ORDER BY a.attnum)
         FROM pg_attribute a JOIN pg_type p ON p.oid = a.atttypid
         JOIN (VALUES ('uuid', 'Uuid'), ('text', 'Text'), ('int2', 'SmallInt'), ('int4', 'Integer'),
                      ('int8', 'BigInt'), ('bool', 'Bool'), ('timestamptz', 'Timestamptz'), ('date', 'Date'),
                      ('jsonb', 'Jsonb'), ('bytea', 'Binary')) t (sql, rust) ON t.sql = p.typname
         WHERE a.attrelid = shown.oid AND a.attnum > 0 AND NOT a.attisdropped)) AS text
    FROM shown
)
SELECT E'//! Generated from the migrated database (`tests/schema_rs.sql`); a test compares. Do not edit.\n\n#![allow(missing_docs)]\n\n'
    || string_agg(text, E'\n' ORDER BY nspname, relname)
    || E'\n' || (SELECT string_agg(format(E'diesel::allow_tables_to_appear_in_same_query!(\n    %s,\n);', names), E'\n' ORDER BY nspname)
         FROM (SELECT nspname, string_agg(relname, E',\n    ' ORDER BY relname) AS names FROM tables GROUP BY nspname) s)
    || E'\n' AS text
FROM tables

//! What a tenant table is. There is no exception: whatever stands in schema `cadre` is one.

use super::tenant_tables::Rule;

pub const RULES: &[Rule] = &[
    Rule {
        says: "the primary key begins with the organisation",
        broken_by: "ALTER TABLE cadre.broken DROP CONSTRAINT broken_pkey",
        offenders: "SELECT c.oid::regclass FROM pg_class c
            LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
            LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
            WHERE c.relnamespace = 'cadre'::regnamespace AND c.relkind IN ('r', 'p')
              AND a.attname IS DISTINCT FROM 'organization_id'",
    },
    Rule {
        says: "every index, unique or not, begins with the organisation",
        broken_by: "CREATE UNIQUE INDEX broken_id_idx ON cadre.broken (id, organization_id)",
        offenders: "SELECT i.indexrelid::regclass FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
            LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
            WHERE c.relnamespace = 'cadre'::regnamespace AND a.attname IS DISTINCT FROM 'organization_id'",
    },
    Rule {
        says: "the organisation is a uuid that is never null",
        broken_by: "ALTER TABLE cadre.broken DROP CONSTRAINT broken_pkey;
            ALTER TABLE cadre.broken ALTER organization_id DROP NOT NULL",
        offenders: "SELECT c.oid::regclass FROM pg_class c
            WHERE c.relnamespace = 'cadre'::regnamespace AND c.relkind IN ('r', 'p')
              AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnotnull
                  AND a.attname = 'organization_id' AND a.atttypid = 'uuid'::regtype)",
    },
    Rule {
        says: "foreign keys carry the organisation first, on both sides, with something after it",
        broken_by: "ALTER TABLE cadre.broken ADD boss uuid;
            CREATE UNIQUE INDEX broken_id_idx ON cadre.broken (id, organization_id);
            ALTER TABLE cadre.broken ADD CONSTRAINT broken_boss_fkey FOREIGN KEY (boss, organization_id)
                REFERENCES cadre.broken (id, organization_id)",
        offenders: "SELECT f.conname FROM pg_constraint f
            JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = f.conkey[1]
            JOIN pg_attribute b ON b.attrelid = f.confrelid AND b.attnum = f.confkey[1]
            WHERE f.contype = 'f' AND f.connamespace = 'cadre'::regnamespace AND (cardinality(f.conkey) < 2
                OR (a.attname, b.attname) <> ('organization_id', 'organization_id'))",
    },
    Rule {
        says: "foreign keys lead from tenant tables to tenant tables only",
        broken_by: "CREATE TABLE identity.broken (organization_id uuid, id uuid,
            CONSTRAINT broken_fkey FOREIGN KEY (organization_id, id) REFERENCES cadre.broken)",
        offenders: "SELECT f.conname FROM pg_constraint f JOIN pg_class a ON a.oid = f.conrelid
            JOIN pg_class b ON b.oid = f.confrelid
            WHERE f.contype = 'f' AND a.relnamespace <> b.relnamespace
              AND 'cadre'::regnamespace IN (a.relnamespace, b.relnamespace)",
    },
    Rule {
        says: "neither ON DELETE SET NULL or DEFAULT nor any ON UPDATE action",
        broken_by: "ALTER TABLE cadre.broken ADD boss uuid;
            ALTER TABLE cadre.broken ADD CONSTRAINT broken_boss_fkey FOREIGN KEY (organization_id, boss)
                REFERENCES cadre.broken ON UPDATE CASCADE",
        offenders: "SELECT conname FROM pg_constraint WHERE contype = 'f'
            AND connamespace = 'cadre'::regnamespace
            AND (confdeltype IN ('n', 'd') OR confupdtype NOT IN ('a', 'r'))",
    },
    Rule {
        says: "row-level security is on and forced",
        broken_by: "ALTER TABLE cadre.broken NO FORCE ROW LEVEL SECURITY",
        offenders: "SELECT oid::regclass FROM pg_class WHERE relnamespace = 'cadre'::regnamespace
            AND relkind IN ('r', 'p') AND NOT (relrowsecurity AND relforcerowsecurity)",
    },
    Rule {
        says: "one policy, named tenant, for everybody and every command, and no wider than the scope",
        broken_by: "CREATE POLICY readers ON cadre.broken FOR SELECT USING (true)",
        offenders: "SELECT c.oid::regclass FROM pg_class c
            WHERE c.relnamespace = 'cadre'::regnamespace AND c.relkind IN ('r', 'p')
              AND (SELECT array_agg(concat_ws(' / ', p.polname, p.polcmd, p.polpermissive, p.polroles,
                      pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)))
                  FROM pg_policy p WHERE p.polrelid = c.oid) IS DISTINCT FROM ARRAY['tenant / * / t / {0} / '
                  || '(organization_id = (current_setting(''cadre.organization_id''::text))::uuid)']",
    },
    Rule {
        says: "neither triggers nor rewrite rules",
        broken_by: "CREATE TRIGGER broken BEFORE UPDATE ON cadre.broken
            FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        offenders: "SELECT tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
            WHERE c.relnamespace = 'cadre'::regnamespace AND NOT t.tgisinternal
            UNION ALL SELECT rulename FROM pg_rules WHERE schemaname = 'cadre'",
    },
    Rule {
        says: "only types whose operators are leakproof, or that are read whole; moments carry a zone",
        broken_by: "ALTER TABLE cadre.broken ADD at timestamp, ADD rate numeric",
        offenders: "SELECT format('%s.%s %s', c.oid::regclass, a.attname, format_type(a.atttypid, a.atttypmod))
            FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            WHERE c.relnamespace = 'cadre'::regnamespace AND c.relkind IN ('r', 'p')
              AND format_type(a.atttypid, a.atttypmod) NOT IN ('uuid', 'text', 'smallint', 'integer',
                  'bigint', 'boolean', 'timestamp with time zone', 'date', 'jsonb', 'bytea')",
    },
    Rule {
        says: "nothing is deferrable, nothing waits to be validated",
        broken_by: "ALTER TABLE cadre.broken ADD CONSTRAINT broken_id_key UNIQUE (organization_id, id) DEFERRABLE",
        offenders: "SELECT conname FROM pg_constraint WHERE connamespace = 'cadre'::regnamespace
            AND (condeferrable OR NOT convalidated)",
    },
    Rule {
        says: "neither identity, serial nor generated columns, and no default that calls a function",
        broken_by: "ALTER TABLE cadre.broken ADD at timestamptz DEFAULT now()",
        offenders: "SELECT format('%s.%s', c.oid::regclass, a.attname) FROM pg_class c
            JOIN pg_attribute a ON a.attrelid = c.oid LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (c.oid, a.attnum)
            WHERE c.relnamespace = 'cadre'::regnamespace AND (a.attidentity <> '' OR a.attgenerated <> ''
                OR pg_get_expr(d.adbin, d.adrelid) ~ '\\(|CURRENT|LOCALTIME')
            UNION ALL SELECT relname FROM pg_class WHERE relnamespace = 'cadre'::regnamespace AND relkind = 'S'",
    },
    Rule {
        says: "constraints are named for their table and what they are",
        broken_by: "ALTER TABLE cadre.broken RENAME CONSTRAINT broken_pkey TO key_of_broken",
        offenders: "SELECT format('%s of %s', f.conname, c.oid::regclass) FROM pg_constraint f
            JOIN pg_class c ON c.oid = f.conrelid WHERE c.relnamespace = 'cadre'::regnamespace AND f.contype <> 'n'
              AND f.conname !~ format('^%s_.*%s$', c.relname,
                  CASE f.contype WHEN 'p' THEN 'pkey' WHEN 'u' THEN '_key' WHEN 'f' THEN '_fkey' ELSE '_check' END)",
    },
    Rule {
        says: "views look with the eyes of who asks; nothing is materialised or foreign",
        broken_by: "CREATE VIEW cadre.all_of_them AS SELECT * FROM cadre.member",
        offenders: "SELECT oid::regclass FROM pg_class WHERE relnamespace NOT IN ('pg_catalog'::regnamespace,
                'information_schema'::regnamespace, 'jobs'::regnamespace)
            AND (relkind IN ('m', 'f') OR relkind = 'v' AND NOT coalesce(reloptions, '{}') @> '{security_invoker=true}')",
    },
    Rule {
        says: "tables stand in schema cadre, identity or jobs and nowhere else, migrations aside",
        broken_by: "CREATE TABLE public.forgotten (id uuid)",
        offenders: "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
            WHERE schemaname NOT IN ('cadre', 'identity', 'jobs', 'pg_catalog', 'information_schema')
              AND format('%I.%I', schemaname, tablename) <> 'public.__diesel_schema_migrations'",
    },
];

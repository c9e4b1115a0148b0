//! What the roles of a running installation may do, and above all what they may not.

use super::tenant_tables::Rule;

pub const RULES: &[Rule] = &[
    Rule {
        says: "neither running role is more than a role",
        broken_by: "ALTER ROLE cadre_app BYPASSRLS",
        offenders: "SELECT rolname FROM pg_roles WHERE rolname IN ('cadre_app', 'cadre_system')
            AND (rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole OR rolreplication)",
    },
    Rule {
        says: "neither running role is a member of another",
        broken_by: "GRANT cadre_owner TO cadre_app",
        offenders: "SELECT format('%s in %s', member::regrole, roleid::regrole) FROM pg_auth_members
            WHERE member IN ('cadre_app'::regrole, 'cadre_system'::regrole)",
    },
    Rule {
        says: "the role of requests cannot hold a statement, a lock or a transaction for long",
        broken_by: "ALTER ROLE cadre_app RESET lock_timeout",
        offenders: "SELECT wanted FROM unnest(ARRAY['statement_timeout=5s', 'lock_timeout=2s',
                'idle_in_transaction_session_timeout=10s']) AS settings (wanted)
            WHERE NOT (SELECT coalesce(rolconfig, '{}') @> ARRAY[wanted] FROM pg_roles WHERE rolname = 'cadre_app')",
    },
    Rule {
        says: "the running roles get messages untranslated, by which lost locks are known",
        broken_by: "ALTER ROLE cadre_app RESET lc_messages",
        offenders: "SELECT rolname FROM pg_roles WHERE rolname IN ('cadre_app', 'cadre_system')
            AND NOT coalesce(rolconfig, '{}') @> ARRAY['lc_messages=C']",
    },
    Rule {
        says: "everything in schemas cadre and identity belongs to the owner",
        broken_by: "ALTER TABLE cadre.broken OWNER TO cadre_app",
        offenders: "SELECT oid::regclass FROM pg_class
            WHERE relnamespace IN ('cadre'::regnamespace, 'identity'::regnamespace)
              AND relowner <> 'cadre_owner'::regrole",
    },
    Rule {
        says: "neither running role may make anything in any schema, or a schema",
        broken_by: "GRANT CREATE ON SCHEMA cadre TO cadre_app",
        offenders: "SELECT format('%s in %s', r.rolname, n.nspname) FROM pg_roles r, pg_namespace n
            WHERE r.rolname IN ('cadre_app', 'cadre_system') AND n.nspname !~ '^pg_(temp|toast)'
              AND has_schema_privilege(r.oid, n.oid, 'CREATE')
            UNION ALL SELECT format('%s in the database', rolname) FROM pg_roles
            WHERE rolname IN ('cadre_app', 'cadre_system')
              AND has_database_privilege(oid, current_database(), 'CREATE')",
    },
    Rule {
        says: "with tenant tables the role of requests may SELECT, INSERT, UPDATE and DELETE at most",
        broken_by: "GRANT TRUNCATE ON cadre.broken TO PUBLIC",
        offenders: "SELECT format('%s of %s', wanted, c.oid::regclass) FROM pg_class c,
                unnest(ARRAY['TRUNCATE', 'REFERENCES', 'TRIGGER']) AS rights (wanted)
            WHERE c.relnamespace = 'cadre'::regnamespace AND c.relkind IN ('r', 'p')
              AND has_table_privilege('cadre_app', c.oid, wanted)",
    },
    Rule {
        says: "the role of requests does not reach identity, and no table of jobs",
        broken_by: "GRANT SELECT (email) ON identity.account TO cadre_app",
        offenders: "SELECT format('%s of %s', wanted, c.oid::regclass) FROM pg_class c,
                unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'REFERENCES']) AS rights (wanted)
            WHERE c.relnamespace IN ('identity'::regnamespace, 'jobs'::regnamespace)
              AND c.relkind IN ('r', 'p', 'v', 'm')
              AND (has_any_column_privilege('cadre_app', c.oid, wanted)
                OR has_table_privilege('cadre_app', c.oid, 'DELETE, TRUNCATE, TRIGGER'))
            UNION ALL SELECT 'schema identity' WHERE has_schema_privilege('cadre_app', 'identity', 'USAGE')",
    },
    Rule {
        says: "the role of sign-in and jobs does not reach tenant tables",
        broken_by: "GRANT SELECT ON cadre.broken TO cadre_system",
        offenders: "SELECT format('%s of %s', wanted, c.oid::regclass) FROM pg_class c,
                unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'REFERENCES']) AS rights (wanted)
            WHERE c.relnamespace = 'cadre'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
              AND (has_any_column_privilege('cadre_system', c.oid, wanted)
                OR has_table_privilege('cadre_system', c.oid, 'DELETE, TRUNCATE, TRIGGER'))",
    },
    Rule {
        says: "one function alone runs with its owner's rights",
        broken_by: "CREATE FUNCTION cadre.everything() RETURNS bigint LANGUAGE sql SECURITY DEFINER
            AS 'SELECT count(*) FROM cadre.member'",
        offenders: "SELECT p.oid::regprocedure FROM pg_proc p
            WHERE p.prosecdef AND p.pronamespace <> 'pg_catalog'::regnamespace
              AND p.oid <> 'jobs.enqueue(text, text[], text[], smallint, timestamptz)'::regprocedure",
    },
    Rule {
        says: "that function finds names where nobody else can put any, and is not for everybody",
        broken_by: "ALTER FUNCTION jobs.enqueue(text, text[], text[], smallint, timestamptz) RESET search_path",
        offenders: "SELECT p.oid::regprocedure FROM pg_proc p WHERE p.prosecdef
            AND p.pronamespace = 'jobs'::regnamespace
            AND (p.proconfig IS DISTINCT FROM '{\"search_path=pg_catalog, pg_temp\"}'
              OR EXISTS (SELECT FROM aclexplode(p.proacl) WHERE grantee = 0))",
    },
    Rule {
        says: "of schema cadre the role of requests calls the scope and nothing else",
        broken_by: "GRANT EXECUTE ON FUNCTION cadre.make_tenant_table(regclass, text) TO PUBLIC",
        offenders: "SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'cadre'::regnamespace
            AND oid <> 'cadre.enter_organization(uuid)'::regprocedure
            AND has_function_privilege('cadre_app', oid, 'EXECUTE')",
    },
    Rule {
        says: "what was done stays: the audit log, completions and steps of pairs are added to, never changed",
        broken_by: "GRANT DELETE ON cadre.audit_entry TO cadre_app",
        offenders: "SELECT c.oid::regclass FROM pg_class c WHERE c.relnamespace = 'cadre'::regnamespace
            AND c.relname IN ('audit_entry', 'lesson_completion', 'pair_event', 'score_weights')
            AND (has_any_column_privilege('cadre_app', c.oid, 'UPDATE') OR has_table_privilege('cadre_app', c.oid, 'DELETE'))",
    },
    Rule {
        says: "a published version never changes: nothing below a program is updated or deleted",
        broken_by: "GRANT UPDATE (title) ON cadre.lesson TO cadre_app",
        offenders: "WITH RECURSIVE below AS (SELECT 'cadre.program_version'::regclass::oid AS id
                UNION SELECT f.conrelid FROM pg_constraint f JOIN below ON f.confrelid = below.id
                WHERE f.contype = 'f' AND f.conrelid NOT IN ('cadre.cohort'::regclass,
                    'cadre.module_progress'::regclass, 'cadre.lesson_completion'::regclass,
                    'cadre.attempt'::regclass, 'cadre.text_grade'::regclass,
                    'cadre.submission'::regclass, 'cadre.peer_round'::regclass,
                    'cadre.mentoring_session'::regclass))
            SELECT id::regclass FROM below
            WHERE has_any_column_privilege('cadre_app', id, 'UPDATE') OR has_table_privilege('cadre_app', id, 'DELETE')",
    },
];

/// Each table with what the role of requests may do, by name.
pub const GRANTS: &str = "
    SELECT format('%s: %s', c.oid::regclass, (
        SELECT string_agg(wanted, ', ' ORDER BY at)
        FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) WITH ORDINALITY AS rights (wanted, at)
        WHERE has_table_privilege('cadre_app', c.oid, wanted)))
    FROM pg_class c WHERE c.relnamespace = 'cadre'::regnamespace AND c.relkind IN ('r', 'p')
    ORDER BY c.oid::regclass::text";

-- Schemas, the tenant scope and its helpers. Runs as cadre_owner; the roles exist before
-- (deploy/README.md). Never migrate with a scope set.

CREATE SCHEMA identity;
CREATE SCHEMA cadre;

-- Readiness compares what has run with what the program knows. (The table is diesel's own.)
DO $$
BEGIN
    IF to_regclass('public.__diesel_schema_migrations') IS NOT NULL THEN
        GRANT SELECT ON public.__diesel_schema_migrations TO cadre_system;
    END IF;
END $$;

GRANT USAGE ON SCHEMA identity TO cadre_system;
GRANT USAGE ON SCHEMA cadre TO cadre_app, cadre_system;

-- SET LOCAL by EXECUTE, not set_config: only this form reaches the workers of a distributed
-- database, and it costs 0.03 ms more.
CREATE FUNCTION cadre.enter_organization(organization uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('SET LOCAL cadre.organization_id = %L', organization);
END $$;

-- Every migration that makes a tenant table calls this once per table, last: row-level security
-- on and forced, one policy, grants by word, and the distribution key where the database is
-- distributed. A forgotten scope is an error in the policy, not an empty answer.
CREATE FUNCTION cadre.make_tenant_table(tenant_table regclass, app_grants text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
        'CREATE POLICY tenant ON %s USING (organization_id = current_setting(''cadre.organization_id'')::uuid)',
        tenant_table);
    EXECUTE format('GRANT %s ON %s TO cadre_app', app_grants, tenant_table);
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
        EXECUTE format(
            'SELECT create_distributed_table(%L, ''organization_id'', colocate_with => ''default'')', tenant_table);
    END IF;
END $$;

REVOKE ALL ON FUNCTION cadre.make_tenant_table(regclass, text) FROM PUBLIC;

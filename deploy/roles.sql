-- The three database roles of an installation. Run once per cluster by a superuser; running it
-- again changes nothing but the settings. Give each role a password of its own afterwards:
--   ALTER ROLE cadre_app PASSWORD '…';
DO $$
BEGIN
    -- Owns the tables and migrates them. BYPASSRLS: under forced row-level security an owner
    -- without it cannot validate a new foreign key.
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'cadre_owner') THEN
        CREATE ROLE cadre_owner LOGIN BYPASSRLS NOSUPERUSER NOCREATEDB NOCREATEROLE;
    END IF;
    -- Runs every request of a tenant. Reads and writes one organisation at a time.
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'cadre_app') THEN
        CREATE ROLE cadre_app LOGIN NOBYPASSRLS NOSUPERUSER NOCREATEDB NOCREATEROLE;
    END IF;
    -- Sign-in and jobs. Sees no tenant table.
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'cadre_system') THEN
        CREATE ROLE cadre_system LOGIN NOBYPASSRLS NOSUPERUSER NOCREATEDB NOCREATEROLE;
    END IF;
END $$;

ALTER ROLE cadre_app SET statement_timeout = '5s';
ALTER ROLE cadre_app SET lock_timeout = '2s';
ALTER ROLE cadre_app SET idle_in_transaction_session_timeout = '10s';
ALTER ROLE cadre_system SET lock_timeout = '2s';
ALTER ROLE cadre_system SET idle_in_transaction_session_timeout = '60s';

-- Deadlocks and lock timeouts are known by their texts, so these must not be translated. Only a
-- superuser may set it; where there is none, see that the server's own lc_messages is C or English.
DO $$
BEGIN
    ALTER ROLE cadre_app SET lc_messages = 'C';
    ALTER ROLE cadre_system SET lc_messages = 'C';
EXCEPTION WHEN insufficient_privilege THEN
    RAISE NOTICE 'lc_messages stays %', current_setting('lc_messages');
END $$;

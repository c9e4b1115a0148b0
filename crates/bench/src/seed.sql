-- Fifty customers' worth of data in set-wise inserts. Run by a superuser with foreign key triggers
-- off, which would triple the time; what a board shows is checked before anything is measured.
-- :words stand for numbers and texts that seed.rs puts in.

SET session_replication_role = replica;

CREATE SCHEMA bench;

-- Ids that a pgbench script can name, since its variables are numbers: a kind and a number.
-- 1 organisation, 2 account, 3 session, 4 facilitator, 5 admin, 6 cohort, 7 learner, 8 enrolment,
-- 9 manager, 10 attempt.
CREATE FUNCTION bench.id(kind bigint, number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ('01900000-0000-7' || lpad(to_hex(kind), 3, '0') || '-8000-' || lpad(to_hex(number), 12, '0'))::uuid;

-- The id of another organisation's copy of a row.
CREATE FUNCTION bench.copy(organization uuid, original uuid) RETURNS uuid LANGUAGE sql IMMUTABLE
RETURN md5(organization::text || original::text)::uuid;

INSERT INTO identity.organization (id, slug, created_at)
SELECT bench.id(1, o), 'bench-' || o, now() FROM generate_series(0, :organizations - 1) AS o;

INSERT INTO cadre.organization_profile (organization_id, name, time_zone, created_at)
SELECT bench.id(1, o), 'Organisation ' || o, 'Europe/Warsaw', now() FROM generate_series(0, :organizations - 1) AS o;

INSERT INTO cadre.member (organization_id, id, email, name, joined_at, created_at, version)
SELECT bench.id(1, o), bench.id(4, o), 'facilitator@bench-' || o || '.example', 'Facilitator ' || o, now(), now(), 1
FROM generate_series(0, :organizations - 1) AS o
UNION ALL
SELECT bench.id(1, o), bench.id(5, o), 'admin@bench-' || o || '.example', 'Admin ' || o, now(), now(), 1
FROM generate_series(0, :organizations - 1) AS o;

INSERT INTO cadre.member_role (organization_id, member_id, role)
SELECT bench.id(1, o), bench.id(4, o), 'facilitator' FROM generate_series(0, :organizations - 1) AS o
UNION ALL
SELECT bench.id(1, o), bench.id(5, o), 'admin' FROM generate_series(0, :organizations - 1) AS o;

-- Even accounts are facilitators, odd ones admins. All have one password.
INSERT INTO identity.account (id, email, password_hash, created_at)
SELECT bench.id(2, 2 * o), 'facilitator@bench-' || o || '.example', ':hash', now()
FROM generate_series(0, :organizations - 1) AS o
UNION ALL
SELECT bench.id(2, 2 * o + 1), 'admin@bench-' || o || '.example', ':hash', now()
FROM generate_series(0, :organizations - 1) AS o;

INSERT INTO identity.membership (account_id, organization_id, member_id, created_at)
SELECT bench.id(2, 2 * o), bench.id(1, o), bench.id(4, o), now() FROM generate_series(0, :organizations - 1) AS o
UNION ALL
SELECT bench.id(2, 2 * o + 1), bench.id(1, o), bench.id(5, o), now() FROM generate_series(0, :organizations - 1) AS o;

-- The sessions of pgbench; those of the server are opened by signing in.
INSERT INTO identity.session (id, account_id, organization_id, member_id, created_at, expires_at)
SELECT bench.id(3, o), bench.id(2, 2 * o), bench.id(1, o), bench.id(4, o), now(), now() + interval '1 day'
FROM generate_series(0, :organizations - 1) AS o;

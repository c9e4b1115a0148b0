-- After the program of the first organisation was adopted: the others' copies of it, and everybody's
-- cohorts. See seed.sql.

SET session_replication_role = replica;

CREATE TEMPORARY TABLE others AS
SELECT bench.id(1, o) AS id FROM generate_series(1, :organizations - 1) AS o;

INSERT INTO cadre.competency (organization_id, code, framework_version, title, domain, behaviours)
SELECT o.id, code, framework_version, title, domain, behaviours
FROM cadre.competency CROSS JOIN others o WHERE organization_id = bench.id(1, 0);

INSERT INTO cadre.program (organization_id, id, slug, title, created_at)
SELECT o.id, bench.copy(o.id, p.id), slug, title, created_at
FROM cadre.program p CROSS JOIN others o WHERE organization_id = bench.id(1, 0);

INSERT INTO cadre.program_version
    (organization_id, id, program_id, number, framework_version, title, promise, audience, published_at)
SELECT o.id, bench.copy(o.id, v.id), bench.copy(o.id, program_id), number, framework_version, title, promise, audience, published_at
FROM cadre.program_version v CROSS JOIN others o WHERE organization_id = bench.id(1, 0);

INSERT INTO cadre.module
    (organization_id, id, program_version_id, code, week, title, goal, objectives, manager_prompt)
SELECT o.id, bench.copy(o.id, m.id), bench.copy(o.id, program_version_id), code, week, title, goal, objectives, manager_prompt
FROM cadre.module m CROSS JOIN others o WHERE organization_id = bench.id(1, 0);

INSERT INTO cadre.module_prerequisite (organization_id, module_id, needs_module_id)
SELECT o.id, bench.copy(o.id, module_id), bench.copy(o.id, needs_module_id)
FROM cadre.module_prerequisite CROSS JOIN others o WHERE organization_id = bench.id(1, 0);

INSERT INTO cadre.lesson
    (organization_id, id, module_id, position, code, title, kind, minutes, required, body)
SELECT o.id, bench.copy(o.id, l.id), bench.copy(o.id, module_id), position, code, title, kind, minutes, required, body
FROM cadre.lesson l CROSS JOIN others o WHERE organization_id = bench.id(1, 0);

-- Cohort c of organisation o is number o * :cohorts + c, in its ninth week; learners and enrolments
-- count on in the same way.
INSERT INTO cadre.cohort
    (organization_id, id, program_version_id, name, hope, starts_on, time_zone, capacity, created_at, version)
SELECT v.organization_id, bench.id(6, n), v.id, 'Cohort ' || n, 'Customers know the next step on the first day.',
    date_trunc('week', now())::date - 56, 'Europe/Warsaw', 100000, now(), 1
FROM generate_series(0, :organizations * :cohorts - 1) AS n
JOIN cadre.program_version v ON v.organization_id = bench.id(1, n / :cohorts);

INSERT INTO cadre.cohort_facilitator (organization_id, cohort_id, member_id)
SELECT bench.id(1, n / :cohorts), bench.id(6, n), bench.id(4, n / :cohorts)
FROM generate_series(0, :organizations * :cohorts - 1) AS n;

INSERT INTO cadre.member (organization_id, id, email, name, unit, joined_at, created_at, version)
SELECT bench.id(1, n / :cohorts), bench.id(9, n), 'manager' || n || '@bench.example', 'Manager ' || n, 'Claims', now(), now(), 1
FROM generate_series(0, :organizations * :cohorts - 1) AS n;

INSERT INTO cadre.member (organization_id, id, email, name, unit, manager_id, joined_at, created_at, version)
SELECT bench.id(1, n / :learners / :cohorts), bench.id(7, n), 'learner' || n || '@bench.example', 'Learner ' || n, 'Claims',
    bench.id(9, n / :learners), now(), now(), 1
FROM generate_series(0, :organizations * :cohorts * :learners - 1) AS n;

-- Enrolled now: scheduled reports then leave the week that runs out, and the mails are those that
-- the bench asks for.
INSERT INTO cadre.enrolment (organization_id, id, cohort_id, member_id, enrolled_at)
SELECT bench.id(1, n / :learners / :cohorts), bench.id(8, n), bench.id(6, n / :learners), bench.id(7, n), now()
FROM generate_series(0, :organizations * :cohorts * :learners - 1) AS n;

-- Every learner has begun every module; learner n has completed the first n modulo 16.
WITH planned AS (
    SELECT m.organization_id, m.id,
        row_number() OVER (PARTITION BY m.organization_id ORDER BY m.week, m.code) AS place,
        (SELECT count(*) FROM cadre.lesson l
         WHERE l.organization_id = m.organization_id AND l.module_id = m.id AND l.required) AS required
    FROM cadre.module m
)
INSERT INTO cadre.module_progress
    (organization_id, cohort_id, enrolment_id, module_id, required_done, started_at, completed_at)
SELECT p.organization_id, bench.id(6, n / :learners), bench.id(8, n), p.id,
    CASE WHEN p.place <= n % 16 THEN p.required ELSE 1 END, now(),
    CASE WHEN p.place <= n % 16 THEN now() END
FROM generate_series(0, :organizations * :cohorts * :learners - 1) AS n
JOIN planned p ON p.organization_id = bench.id(1, n / :learners / :cohorts);

-- pgbench has one connection per client, so one role asks what the server asks as two.
CREATE ROLE cadre_bench LOGIN IN ROLE cadre_app;
ALTER ROLE cadre_bench SET statement_timeout = '5s';
ALTER ROLE cadre_bench SET lock_timeout = '2s';
ALTER ROLE cadre_bench SET idle_in_transaction_session_timeout = '10s';
GRANT USAGE ON SCHEMA bench TO cadre_bench;
GRANT USAGE ON SCHEMA identity TO cadre_bench;
GRANT SELECT ON identity.session, identity.membership TO cadre_bench;
GRANT CONNECT ON DATABASE cadre_bench TO cadre_bench;

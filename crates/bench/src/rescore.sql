-- A cohort of :places learners of the first organisation, to whom nothing is missing in any module
-- but the quiz. rescore.rs gives each two tries.

SET session_replication_role = replica;

INSERT INTO cadre.cohort
    (organization_id, id, program_version_id, name, hope, starts_on, time_zone, capacity, created_at, version)
SELECT organization_id, bench.id(6, 1000000), program_version_id, 'Corrected', hope, starts_on, time_zone, capacity, now(), 1
FROM cadre.cohort WHERE organization_id = bench.id(1, 0) AND id = bench.id(6, 0);

INSERT INTO cadre.member (organization_id, id, email, name, unit, joined_at, created_at, version)
SELECT bench.id(1, 0), bench.id(7, 1000000 + n), 'corrected' || n || '@bench.example', 'Corrected ' || n, 'Claims', now(), now(), 1
FROM generate_series(0, :places - 1) AS n;

INSERT INTO cadre.enrolment (organization_id, id, cohort_id, member_id, enrolled_at)
SELECT bench.id(1, 0), bench.id(8, 1000000 + n), bench.id(6, 1000000), bench.id(7, 1000000 + n), now()
FROM generate_series(0, :places - 1) AS n;

INSERT INTO cadre.module_progress
    (organization_id, cohort_id, enrolment_id, module_id, required_done, started_at, assignment_passed_at)
SELECT bench.id(1, 0), bench.id(6, 1000000), bench.id(8, 1000000 + n), m.id, 100, now(), now()
FROM generate_series(0, :places - 1) AS n
CROSS JOIN cadre.module m
WHERE m.organization_id = bench.id(1, 0);

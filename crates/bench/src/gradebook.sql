-- One request for a gradebook as pgbench sends it: the statements of the server, in its order and in
-- its transaction. statements.rs refuses to measure when the server sends anything else.
-- What differs is said in board.sql. Variables come from gradebook.rs.

\set number random(0, :cohorts - 1)
\set tenant :number / :cohorts_each
\set account 2 * :tenant

SELECT "identity"."session"."member_id" FROM ("identity"."session" INNER JOIN "identity"."membership" ON ((("identity"."membership"."account_id" = "identity"."session"."account_id") AND ("identity"."membership"."organization_id" = "identity"."session"."organization_id")) AND ("identity"."membership"."member_id" = "identity"."session"."member_id"))) WHERE ((((("identity"."session"."id" = bench.id(3, :tenant)) AND ("identity"."session"."account_id" = bench.id(2, :account))) AND ("identity"."session"."organization_id" = bench.id(1, :tenant))) AND ("identity"."session"."revoked_at" IS NULL)) AND ("identity"."session"."expires_at" > :now)) LIMIT :one;

\startpipeline
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT cadre.enter_organization(bench.id(1, :tenant));
\endpipeline

SELECT role FROM cadre.member_role WHERE organization_id = bench.id(1, :tenant) AND member_id = bench.id(4, :tenant) UNION ALL SELECT 'learner' WHERE EXISTS ( SELECT FROM cadre.enrolment WHERE organization_id = bench.id(1, :tenant) AND member_id = bench.id(4, :tenant)) UNION ALL SELECT 'manager' WHERE EXISTS ( SELECT FROM cadre.member WHERE organization_id = bench.id(1, :tenant) AND manager_id = bench.id(4, :tenant));

\startpipeline
SELECT "cadre"."cohort"."id", "cadre"."cohort"."program_version_id", "cadre"."cohort"."name", "cadre"."cohort"."hope", "cadre"."cohort"."starts_on", "cadre"."cohort"."time_zone", "cadre"."cohort"."capacity", "cadre"."cohort"."version" FROM "cadre"."cohort" WHERE (("cadre"."cohort"."organization_id" = bench.id(1, :tenant)) AND ("cadre"."cohort"."id" = bench.id(6, :number))) LIMIT :one;

SELECT wanted.cohort_id, EXISTS (SELECT FROM cadre.cohort_facilitator f WHERE f.organization_id = bench.id(1, :tenant) AND f.cohort_id = wanted.cohort_id AND f.member_id = bench.id(4, :tenant)) AS facilitates, EXISTS (SELECT FROM cadre.enrolment e WHERE e.organization_id = bench.id(1, :tenant) AND e.cohort_id = wanted.cohort_id AND e.member_id = bench.id(4, :tenant)) AS learns, EXISTS (SELECT FROM cadre.enrolment e JOIN cadre.member m ON m.organization_id = bench.id(1, :tenant) AND m.id = e.member_id WHERE e.organization_id = bench.id(1, :tenant) AND e.cohort_id = wanted.cohort_id AND m.manager_id = bench.id(4, :tenant)) AS manages FROM unnest(ARRAY[bench.id(6, :number)]) AS wanted (cohort_id);
\endpipeline

SELECT "cadre"."enrolment"."id", "cadre"."enrolment"."cohort_id", "cadre"."enrolment"."member_id", "cadre"."member"."name", "cadre"."member"."unit", "cadre"."member"."manager_id", "cadre"."enrolment"."enrolled_at" FROM ("cadre"."enrolment" INNER JOIN "cadre"."member" ON (("cadre"."member"."organization_id" = "cadre"."enrolment"."organization_id") AND ("cadre"."member"."id" = "cadre"."enrolment"."member_id"))) WHERE ((("cadre"."enrolment"."organization_id" = bench.id(1, :tenant)) AND ("cadre"."member"."organization_id" = bench.id(1, :tenant))) AND ("cadre"."enrolment"."cohort_id" = ANY(ARRAY[bench.id(6, :number)]))) ORDER BY "cadre"."member"."name", "cadre"."enrolment"."id";

SELECT enrolment_id, array_agg(module_id) AS modules, array_agg(required_done) AS done, array_agg(completed_at) AS completed, array_agg(((quiz_passed_at IS NOT NULL)::int + 2 * (work_waits_since IS NOT NULL)::int + 4 * (assignment_passed_at IS NOT NULL)::int)::int2) AS marks FROM cadre.module_progress WHERE organization_id = bench.id(1, :tenant) AND cohort_id = ANY(ARRAY[bench.id(6, :number)]) GROUP BY cohort_id, enrolment_id;

SELECT t.enrolment_id, array_agg(t.quiz_id) AS quizzes, array_agg(t.number) AS numbers, array_agg(t.points) AS points, array_agg(t.max_points) AS max_points FROM cadre.attempt t WHERE t.organization_id = bench.id(1, :tenant) AND t.cohort_id = bench.id(6, :number) AND t.state = 'scored' GROUP BY t.enrolment_id;

SELECT s.enrolment_id, array_agg(s.assignment_id) AS assignments, array_agg(latest.state = 'waiting') AS waits, array_agg(s.is_passed) AS passed, array_agg(latest.thirds) AS thirds, array_agg(latest.is_late) AS late, array_agg(latest.versions) AS versions FROM cadre.submission s CROSS JOIN LATERAL ( SELECT (array_agg(v.state ORDER BY v.number DESC))[1] AS state, (array_agg(v.is_late ORDER BY v.number DESC))[1] AS is_late, (array_agg(v.thirds ORDER BY v.number DESC) FILTER (WHERE v.state = 'decided'))[1] AS thirds, count(*)::smallint AS versions FROM cadre.submission_version v WHERE v.organization_id = bench.id(1, :tenant) AND v.submission_id = s.id AND v.state <> 'withdrawn' ) AS latest WHERE s.organization_id = bench.id(1, :tenant) AND s.cohort_id = bench.id(6, :number) AND latest.versions > 0 GROUP BY s.enrolment_id;

COMMIT;

-- One board request as pgbench sends it: the statements of the server, in its order and in its
-- transaction. statements.rs refuses to measure when the server sends anything else.
-- What differs: one connection and one role instead of two; what the server sends as
-- "BEGIN …; SELECT enter_organization" in one message are two in one pipeline here. The other
-- pipelines are statements that the server sends together too.
-- Variables come from board.rs.

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

\startpipeline
SELECT "cadre"."enrolment"."id", "cadre"."enrolment"."cohort_id", "cadre"."enrolment"."member_id", "cadre"."member"."name", "cadre"."member"."unit", "cadre"."member"."manager_id", "cadre"."enrolment"."enrolled_at" FROM ("cadre"."enrolment" INNER JOIN "cadre"."member" ON (("cadre"."member"."organization_id" = "cadre"."enrolment"."organization_id") AND ("cadre"."member"."id" = "cadre"."enrolment"."member_id"))) WHERE ((("cadre"."enrolment"."organization_id" = bench.id(1, :tenant)) AND ("cadre"."member"."organization_id" = bench.id(1, :tenant))) AND ("cadre"."enrolment"."cohort_id" = ANY(ARRAY[bench.id(6, :number)]))) ORDER BY "cadre"."member"."name", "cadre"."enrolment"."id";

SELECT enrolment_id, array_agg(module_id) AS modules, array_agg(required_done) AS done, array_agg(completed_at) AS completed, array_agg(((quiz_passed_at IS NOT NULL)::int + 2 * (work_waits_since IS NOT NULL)::int + 4 * (assignment_passed_at IS NOT NULL)::int)::int2) AS marks FROM cadre.module_progress WHERE organization_id = bench.id(1, :tenant) AND cohort_id = ANY(ARRAY[bench.id(6, :number)]) GROUP BY cohort_id, enrolment_id;
\endpipeline

COMMIT;

-- One submit as pgbench sends it: the statements of the server, in its order and in its transactions.
-- statements.rs refuses to measure when the server sends anything else. What differs is said in
-- board.sql, and that the points are known beforehand: nothing is scored here. Each attempt comes once
-- before any comes again. Variables come from submit.rs.

\set turn :turn + 1
\set number (:turn * :clients + :client_id) % :attempts
\set place :number / :sittings
\set account 1000 + :place
\set learner :step * :place

SELECT "identity"."session"."member_id" FROM ("identity"."session" INNER JOIN "identity"."membership" ON ((("identity"."membership"."account_id" = "identity"."session"."account_id") AND ("identity"."membership"."organization_id" = "identity"."session"."organization_id")) AND ("identity"."membership"."member_id" = "identity"."session"."member_id"))) WHERE ((((("identity"."session"."id" = bench.id(3, :account)) AND ("identity"."session"."account_id" = bench.id(2, :account))) AND ("identity"."session"."organization_id" = bench.id(1, 0))) AND ("identity"."session"."revoked_at" IS NULL)) AND ("identity"."session"."expires_at" > :now)) LIMIT :one;

\startpipeline
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT cadre.enter_organization(bench.id(1, 0));
\endpipeline

SELECT role FROM cadre.member_role WHERE organization_id = bench.id(1, 0) AND member_id = bench.id(7, :learner) UNION ALL SELECT 'learner' WHERE EXISTS ( SELECT FROM cadre.enrolment WHERE organization_id = bench.id(1, 0) AND member_id = bench.id(7, :learner)) UNION ALL SELECT 'manager' WHERE EXISTS ( SELECT FROM cadre.member WHERE organization_id = bench.id(1, 0) AND manager_id = bench.id(7, :learner));

COMMIT;

\startpipeline
BEGIN;
SELECT cadre.enter_organization(bench.id(1, 0));
\endpipeline

SELECT "cadre"."attempt"."id", "cadre"."attempt"."cohort_id", "cadre"."attempt"."enrolment_id", "cadre"."attempt"."quiz_id", "cadre"."attempt"."number", "cadre"."attempt"."seed", "cadre"."attempt"."state", "cadre"."attempt"."started_at", "cadre"."attempt"."closes_at", "cadre"."attempt"."ended_at", "cadre"."attempt"."is_late", "cadre"."attempt"."answers", "cadre"."attempt"."points", "cadre"."attempt"."max_points", "cadre"."attempt"."version", "cadre"."quiz"."id", "cadre"."quiz"."program_version_id", "cadre"."quiz"."module_id", "cadre"."quiz"."code", "cadre"."quiz"."kind", "cadre"."quiz"."item_count", "cadre"."quiz"."is_written", "cadre"."quiz"."minutes" FROM (("cadre"."attempt" INNER JOIN "cadre"."enrolment" ON ((("cadre"."enrolment"."organization_id" = "cadre"."attempt"."organization_id") AND ("cadre"."enrolment"."cohort_id" = "cadre"."attempt"."cohort_id")) AND ("cadre"."enrolment"."id" = "cadre"."attempt"."enrolment_id"))) INNER JOIN "cadre"."quiz" ON (("cadre"."quiz"."organization_id" = "cadre"."attempt"."organization_id") AND ("cadre"."quiz"."id" = "cadre"."attempt"."quiz_id"))) WHERE ((((("cadre"."attempt"."organization_id" = bench.id(1, 0)) AND ("cadre"."enrolment"."organization_id" = bench.id(1, 0))) AND ("cadre"."quiz"."organization_id" = bench.id(1, 0))) AND ("cadre"."attempt"."id" = bench.id(10, :number))) AND ("cadre"."enrolment"."member_id" = bench.id(7, :learner))) LIMIT :one;

SELECT "cadre"."attempt"."id", "cadre"."attempt"."cohort_id", "cadre"."attempt"."enrolment_id", "cadre"."attempt"."quiz_id", "cadre"."attempt"."number", "cadre"."attempt"."seed", "cadre"."attempt"."state", "cadre"."attempt"."started_at", "cadre"."attempt"."closes_at", "cadre"."attempt"."ended_at", "cadre"."attempt"."is_late", "cadre"."attempt"."answers", "cadre"."attempt"."points", "cadre"."attempt"."max_points", "cadre"."attempt"."version" FROM "cadre"."attempt" WHERE (("cadre"."attempt"."organization_id" = bench.id(1, 0)) AND ("cadre"."attempt"."id" = bench.id(10, :number))) LIMIT :one FOR NO KEY UPDATE;

SELECT DISTINCT ON (item_id) item_id, key FROM cadre.item_key WHERE organization_id = bench.id(1, 0) AND item_id = ANY(:items) ORDER BY item_id, version DESC;

SELECT "cadre"."quiz"."id", "cadre"."quiz"."program_version_id", "cadre"."quiz"."module_id", "cadre"."quiz"."code", "cadre"."quiz"."kind", "cadre"."quiz"."item_count", "cadre"."quiz"."is_written", "cadre"."quiz"."minutes" FROM "cadre"."quiz" WHERE (("cadre"."quiz"."organization_id" = bench.id(1, 0)) AND ("cadre"."quiz"."id" = :quiz)) LIMIT :one;

UPDATE "cadre"."attempt" SET "state" = :state, "ended_at" = :now, "is_late" = :late, "points" = :points, "max_points" = :points, "version" = ("cadre"."attempt"."version" + :one) WHERE (("cadre"."attempt"."organization_id" = bench.id(1, 0)) AND ("cadre"."attempt"."id" = bench.id(10, :number))) RETURNING "cadre"."attempt"."id", "cadre"."attempt"."cohort_id", "cadre"."attempt"."enrolment_id", "cadre"."attempt"."quiz_id", "cadre"."attempt"."number", "cadre"."attempt"."seed", "cadre"."attempt"."state", "cadre"."attempt"."started_at", "cadre"."attempt"."closes_at", "cadre"."attempt"."ended_at", "cadre"."attempt"."is_late", "cadre"."attempt"."answers", "cadre"."attempt"."points", "cadre"."attempt"."max_points", "cadre"."attempt"."version";

COMMIT;

-- Two scored tries of every quiz and two versions of every assignment for each learner of the first
-- :tenants organisations. The second version is passed, or waits; nobody waits for a mail.

SET session_replication_role = replica;

INSERT INTO cadre.attempt
    (organization_id, id, cohort_id, enrolment_id, quiz_id, number, seed, state, started_at, closes_at, ended_at,
     is_late, answers, points, max_points, version)
SELECT q.organization_id, bench.copy(bench.copy(bench.id(8, n), q.id), bench.id(10, t)), bench.id(6, n / :learners), bench.id(8, n),
    q.id, t, n, 'scored', now() - interval '1 day', now(), now(), false, '{}', (n + 3 * t) % 11, 10, 2
FROM generate_series(0, :tenants * :cohorts * :learners - 1) AS n
JOIN cadre.quiz q ON q.organization_id = bench.id(1, n / :learners / :cohorts) AND q.kind = 'module'
CROSS JOIN generate_series(1, 2) AS t;

INSERT INTO cadre.submission
    (organization_id, id, cohort_id, enrolment_id, assignment_id, draft_text, draft_links, draft_saved_at,
     draft_version, latest_version, is_passed)
SELECT a.organization_id, bench.copy(bench.id(8, n), a.id), bench.id(6, n / :learners), bench.id(8, n),
    a.id, '', '[]', now(), 1, 2, n % 3 = 0
FROM generate_series(0, :tenants * :cohorts * :learners - 1) AS n
JOIN cadre.assignment a ON a.organization_id = bench.id(1, n / :learners / :cohorts);

WITH version AS (
    SELECT s.organization_id, s.id, s.cohort_id, v AS number, v = 1 OR s.is_passed AS is_decided
    FROM cadre.submission s CROSS JOIN generate_series(1, 2) AS v
)
INSERT INTO cadre.submission_version
    (organization_id, submission_id, number, cohort_id, text, links, submitted_at, is_late, state,
     graders_needed, decided_at, thirds, is_passed, notified_at)
SELECT organization_id, id, number, cohort_id, 'What a learner has handed in.', '[]', now(), number = 2,
    CASE WHEN is_decided THEN 'decided' ELSE 'waiting' END, 1,
    CASE WHEN is_decided THEN now() END, CASE WHEN is_decided THEN 150 + 50 * number END,
    CASE WHEN is_decided THEN number = 2 END, CASE WHEN is_decided THEN now() END
FROM version;

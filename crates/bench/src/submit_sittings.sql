-- Every so many learners of the first organisation, so that they are spread over its cohorts: an account
-- and a session, numbered from 1000, and sittings that run and have all their answers.

SET session_replication_role = replica;

INSERT INTO identity.account (id, email, password_hash, created_at)
SELECT bench.id(2, 1000 + p), 'learner' || :step * p || '@bench.example', ':hash', now()
FROM generate_series(0, :places - 1) AS p;

INSERT INTO identity.membership (account_id, organization_id, member_id, created_at)
SELECT bench.id(2, 1000 + p), bench.id(1, 0), bench.id(7, :step * p), now()
FROM generate_series(0, :places - 1) AS p;

INSERT INTO identity.session (id, account_id, organization_id, member_id, created_at, expires_at)
SELECT bench.id(3, 1000 + p), bench.id(2, 1000 + p), bench.id(1, 0), bench.id(7, :step * p), now(), now() + interval '1 day'
FROM generate_series(0, :places - 1) AS p;

INSERT INTO cadre.attempt
    (organization_id, id, cohort_id, enrolment_id, quiz_id, number, seed, state, started_at, closes_at,
     is_late, answers, version)
SELECT bench.id(1, 0), bench.id(10, p * :sittings + t), bench.id(6, p * :step / :learners), bench.id(8, p * :step), ':quiz', t + 1, t,
    'running', now(), now() + interval '7 days', false, ':answers', 2
FROM generate_series(0, :places - 1) AS p
CROSS JOIN generate_series(0, :sittings - 1) AS t;

-- Ten thousand members more of the second organisation: 2,000 learners, 500 mentors with 1,990 places,
-- and those whom they report to. Two cohorts of 1,000 learners with a cycle for the first of them and
-- one for both. mentoring.rs looks at what comes out. Run as seed.sql is, whose ids it counts on;
-- kind 11 is a cycle.

SET session_replication_role = replica;

INSERT INTO cadre.member_role (organization_id, member_id, role)
VALUES (bench.id(1, 1), bench.id(4, 1), 'coordinator');

-- Numbers 0 to 1,999 learn, 2,000 to 2,499 mentor, the others are eight to a manager. Fifty mentors
-- have a learner among those who report to them.
INSERT INTO cadre.member (organization_id, id, email, name, unit, manager_id, joined_at, created_at, version)
SELECT bench.id(1, 1), bench.id(7, 2000000 + n), 'mentoring' || n || '@bench.example',
    CASE WHEN n < 2000 THEN 'Mentee ' WHEN n < 2500 THEN 'Mentor ' ELSE 'Employee ' END || n, 'Unit ' || n % 20,
    bench.id(7, 2000000 + CASE
        WHEN n < 2000 AND n % 40 = 0 THEN 2000 + n / 40
        WHEN n < 2000 THEN 3500 + n * 3 % 6000
        WHEN n < 2500 THEN 2600 + n % 800
        WHEN n > 2500 THEN 2500 + (n - 2501) / 8 END),
    now(), now(), 1
FROM generate_series(0, 9999) AS n;

INSERT INTO cadre.member_role (organization_id, member_id, role)
SELECT bench.id(1, 1), bench.id(7, 2002000 + m), 'mentor' FROM generate_series(0, 499) AS m;

INSERT INTO cadre.cohort
    (organization_id, id, program_version_id, name, hope, starts_on, time_zone, capacity, created_at, version)
SELECT organization_id, bench.id(6, 2000000 + n), program_version_id, 'Mentored ' || n, hope, starts_on, time_zone, capacity, now(), 1
FROM cadre.cohort CROSS JOIN generate_series(0, 1) AS n
WHERE organization_id = bench.id(1, 1) AND id = bench.id(6, :first);

INSERT INTO cadre.enrolment (organization_id, id, cohort_id, member_id, enrolled_at)
SELECT bench.id(1, 1), bench.id(8, 2000000 + n), bench.id(6, 2000000 + n / 1000), bench.id(7, 2000000 + n), now()
FROM generate_series(0, 1999) AS n;

-- Four zones, two days of the week with hours that begin at eight different times, two languages of
-- which one in ten speaks only the second: some pairs share no time, some no language.
INSERT INTO cadre.mentoring_person (organization_id, member_id, country, ladder_step, work_pattern,
    time_zone, week, languages, style_structure, style_challenge, style_pace, style_reflection, style_openness,
    updated_at, version)
SELECT bench.id(1, 1), bench.id(7, 2000000 + n), (ARRAY['PL', 'DE', 'GB', 'IN'])[1 + n % 4],
    CASE WHEN n < 2000 THEN (ARRAY['PO', 'BRG', 'APM'])[1 + n % 3] ELSE (ARRAY['PM', 'SPM', 'PPM', 'DIR'])[1 + n % 4] END,
    CASE n % 5 WHEN 0 THEN 'part_time' ELSE 'full_time' END,
    (ARRAY['Europe/Warsaw', 'Europe/London', 'America/New_York', 'Asia/Kolkata'])[1 + n / 3 % 4],
    jsonb_build_array(
        jsonb_build_object('day', 1 + n % 5, 'from', 480 + n * 7 % 8 * 15, 'to', 900 + n * 7 % 8 * 15),
        jsonb_build_object('day', 1 + (n + 2) % 5, 'from', 540 + n * 5 % 8 * 15, 'to', 960 + n * 5 % 8 * 15)),
    CASE n % 10
        WHEN 9 THEN '[{"code": "de", "level": 5}]'
        WHEN 3 THEN '[{"code": "en", "level": 4}, {"code": "de", "level": 4}]'
        ELSE '[{"code": "en", "level": 5}]' END::jsonb,
    1 + n % 5, 1 + n / 2 % 5, 1 + n / 3 % 5, 1 + n / 5 % 5, 1 + n / 7 % 5, now(), 1
FROM generate_series(0, 2499) AS n;

INSERT INTO cadre.mentor_profile (organization_id, member_id, is_open, places, held_places, taken_places,
    minutes_a_month, about, goals, topics, rather_not, offers, opted_in_at, updated_at, version)
SELECT bench.id(1, 1), bench.id(7, 2002000 + m), true, CASE m % 50 WHEN 0 THEN 3 ELSE 4 END, 0, 0, 240,
    'Ask me about outcomes.',
    jsonb_build_array(goal[1 + m % 7], goal[1 + (m + 2) % 7], goal[1 + (m + 3) % 7]), '[]', '[]', '[]', now(), now(), 1
FROM generate_series(0, 499) AS m
CROSS JOIN (VALUES (ARRAY['discovery', 'outcomes', 'strategy', 'priorities', 'experiments', 'data', 'influence'])) AS known (goal);

INSERT INTO cadre.mentor_competency (organization_id, member_id, competency_code, level, source,
    declared_at, confirmed_by, confirmed_at)
SELECT bench.id(1, 1), bench.id(7, 2002000 + m), 'C' || lpad((1 + (m + 5 * k) % 16)::text, 2, '0'),
    3 + (m + k) % 3, 'confirmed', now(), bench.id(4, 1), now()
FROM generate_series(0, 499) AS m CROSS JOIN generate_series(0, 2) AS k;

INSERT INTO cadre.learner_profile (organization_id, program_id, member_id, about, goals, wishes, updated_at, version)
SELECT bench.id(1, 1), p.id, bench.id(7, 2000000 + n), 'I want to own an outcome.',
    jsonb_build_array(goal[1 + n % 7], goal[1 + (n + 3) % 7]),
    CASE n % 20 WHEN 0 THEN '["mentored_before"]' ELSE '[]' END::jsonb, now(), 1
FROM generate_series(0, 1999) AS n
CROSS JOIN (VALUES (ARRAY['discovery', 'outcomes', 'strategy', 'priorities', 'experiments', 'data', 'influence'])) AS known (goal)
JOIN cadre.program p ON p.organization_id = bench.id(1, 1);

INSERT INTO cadre.learner_focus (organization_id, program_id, member_id, position, competency_code, importance, level)
SELECT bench.id(1, 1), p.id, bench.id(7, 2000000 + n), k + 1, 'C' || lpad((1 + (n + k * 3 + k * k) % 16)::text, 2, '0'),
    1 + (n + k) % 5, (n + k) % 3
FROM generate_series(0, 1999) AS n CROSS JOIN generate_series(0, 2) AS k
JOIN cadre.program p ON p.organization_id = bench.id(1, 1);

INSERT INTO cadre.matching_cycle (organization_id, id, program_id, name, state, ranks_until,
    pairs_end_on, opened_by, opened_at, version)
SELECT bench.id(1, 1), bench.id(11, c), p.id, 'Cycle ' || c, 'open', now() + interval '10 days', now()::date + 120,
    bench.id(4, 1), now(), 1
FROM generate_series(0, 1) AS c JOIN cadre.program p ON p.organization_id = bench.id(1, 1);

INSERT INTO cadre.matching_cycle_cohort (organization_id, cycle_id, cohort_id)
VALUES (bench.id(1, 1), bench.id(11, 0), bench.id(6, 2000000)),
    (bench.id(1, 1), bench.id(11, 1), bench.id(6, 2000000)),
    (bench.id(1, 1), bench.id(11, 1), bench.id(6, 2000001));

-- Three of four learners of the larger cycle have ranked four mentors.
INSERT INTO cadre.mentor_rank (organization_id, cycle_id, learner_id, rank, mentor_id, ranked_at)
SELECT bench.id(1, 1), bench.id(11, 1), bench.id(7, 2000000 + n), k + 1,
    bench.id(7, 2002000 + (n * 13 + k * 37) % 500), now()
FROM generate_series(0, 1999) AS n CROSS JOIN generate_series(0, 3) AS k
WHERE n % 4 > 0;

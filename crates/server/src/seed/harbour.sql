-- People of the demonstration of mentoring: 20 managers, 150 mentors, 400 learners, told apart by
-- their number in $2. Arithmetic stands for chance, so that every installation shows the same.
-- $1 organisation, $2 ids of the people, $3 ids of enrolments, $4 now, $5 cohort, $6 program,
-- $7 coordinator, $8 first names, $9 family names, $10 units. One transaction runs all of it.

-- No two have one name: equal names count as one person. Clocks of all zones change on one day, so that
-- weeks meet alike in summer and winter.
INSERT INTO cadre.member (organization_id, id, email, name, unit, manager_id, time_zone, joined_at,
    created_at, version)
SELECT $1, p.id,
    CASE WHEN p.n <= 20 THEN 'manager' || p.n WHEN p.n = 41 THEN 'mentor'
        WHEN p.n <= 170 THEN 'mentor' || p.n - 20 WHEN p.n = 171 THEN 'learner'
        ELSE 'learner' || p.n - 170 END || '@harbour.example',
    ($8::text[])[p.n % 30 + 1] || ' ' || ($9::text[])[(p.n / 30 + p.n) % 20 + 1],
    ($10::text[])[p.n % 8 + 1],
    -- Four managers lead the sixteen others. Of learners each tenth reports to a mentor, and so does
    -- the first one, who signs in: to the mentor who does.
    ($2::uuid[])[CASE WHEN p.n <= 4 THEN NULL WHEN p.n <= 20 THEN p.n % 4 + 1
        WHEN p.n <= 170 THEN p.n % 16 + 5 WHEN p.n = 171 THEN 41
        WHEN p.n % 10 = 0 THEN p.n % 150 + 21 ELSE p.n % 16 + 5 END],
    CASE p.n % 25 WHEN 0 THEN 'Europe/Helsinki' WHEN 1 THEN 'Europe/London' ELSE 'Europe/Warsaw' END,
    $4, $4, 1
FROM unnest($2::uuid[]) WITH ORDINALITY AS q (id, at)
CROSS JOIN LATERAL (SELECT q.id, q.at::integer AS n) AS p
ON CONFLICT DO NOTHING;

INSERT INTO cadre.member_role (organization_id, member_id, role)
SELECT $1, p.id, 'mentor' FROM unnest($2::uuid[]) WITH ORDINALITY AS p (id, n)
WHERE p.n BETWEEN 21 AND 170
ON CONFLICT DO NOTHING;

INSERT INTO cadre.enrolment (organization_id, id, cohort_id, member_id, enrolled_at)
SELECT $1, e.id, $5, ($2::uuid[])[e.n + 170], $4
FROM unnest($3::uuid[]) WITH ORDINALITY AS e (id, n)
ON CONFLICT DO NOTHING;

-- Free on two days of the week: mornings or afternoons, so that some weeks do not meet. Each fifth
-- speaks no English at level B2.
INSERT INTO cadre.mentoring_person (organization_id, member_id, country, ladder_step, work_pattern,
    time_zone, week, languages, style_structure, style_challenge, style_pace, style_reflection,
    style_openness, updated_at, version)
SELECT $1, p.id, (ARRAY['PL', 'PL', 'PL', 'DE', 'CZ', 'GB'])[p.n % 6 + 1],
    CASE WHEN p.n <= 170 THEN (ARRAY['PM', 'SPM', 'PPM', 'GPM', 'DIR'])[p.n % 5 + 1]
        ELSE (ARRAY['PO', 'PO', 'BRG', 'APM'])[p.n % 4 + 1] END,
    CASE WHEN p.n % 7 = 0 THEN 'part_time' ELSE 'full_time' END,
    CASE p.n % 25 WHEN 0 THEN 'Europe/Helsinki' WHEN 1 THEN 'Europe/London' ELSE 'Europe/Warsaw' END,
    jsonb_build_array(
        jsonb_build_object('day', p.n % 5 + 1, 'from', 540, 'to', 690 + 30 * (p.n % 3)),
        jsonb_build_object('day', (p.n + 2) % 5 + 1, 'from', 780, 'to', 960 + 15 * (p.n % 4))),
    CASE WHEN p.n % 5 = 4 THEN jsonb_build_array(
            jsonb_build_object('code', 'pl', 'level', 6), jsonb_build_object('code', 'en', 'level', 2))
        ELSE jsonb_build_array(jsonb_build_object('code', 'en', 'level', 4 + p.n % 3),
            jsonb_build_object('code', 'pl', 'level', 3 + p.n % 4)) END,
    p.n % 5 + 1, p.n * 3 % 5 + 1, p.n / 5 % 5 + 1, p.n * 7 % 5 + 1, p.n / 7 % 5 + 1, $4, 1
FROM unnest($2::uuid[]) WITH ORDINALITY AS q (id, at)
CROSS JOIN LATERAL (SELECT q.id, q.at::integer AS n) AS p
WHERE p.n > 20
ON CONFLICT DO NOTHING;

-- 375 places for 400 learners.
INSERT INTO cadre.mentor_profile (organization_id, member_id, is_open, places, held_places,
    taken_places, minutes_a_month, about, goals, topics, rather_not, offers, opted_in_at, updated_at,
    version)
SELECT $1, p.id, true, (ARRAY[1, 2, 3, 4, 2, 3])[p.n % 6 + 1], 0, 0, 180,
    'I ask more than I tell, and I read what you send me before we meet.',
    jsonb_build_array(goals.words[p.n % 8 + 1], goals.words[(p.n / 8 + 3) % 8 + 1],
        goals.words[(p.n / 3 + 5) % 8 + 1]),
    '[]', '[]',
    CASE WHEN p.n % 2 = 0 THEN '["woman"]'::jsonb WHEN p.n % 9 = 0 THEN '["returned_after_leave"]'
        ELSE '["mentored_before"]' END,
    $4, $4, 1
FROM unnest($2::uuid[]) WITH ORDINALITY AS q (id, at)
CROSS JOIN LATERAL (SELECT q.id, q.at::integer AS n) AS p
CROSS JOIN (SELECT ARRAY['discovery', 'outcomes', 'strategy', 'priorities', 'experiments', 'data',
    'influence', 'leadership'] AS words) AS goals
WHERE p.n BETWEEN 21 AND 170
ON CONFLICT DO NOTHING;

-- Four competencies each, at levels 3 to 5, which the coordinator stands for. C09 is scarce.
INSERT INTO cadre.mentor_competency (organization_id, member_id, competency_code, level, source,
    declared_at, confirmed_by, confirmed_at)
SELECT DISTINCT ON (p.id, c.code) $1, p.id, c.code, 3 + (p.n + c.turn) % 3, 'confirmed', $4, $7, $4
FROM unnest($2::uuid[]) WITH ORDINALITY AS q (id, at)
CROSS JOIN LATERAL (SELECT q.id, q.at::integer AS n) AS p
CROSS JOIN LATERAL (SELECT turn, 'C' || lpad((1 + (p.n * 5 + turn * turn * 3) % 16)::text, 2, '0')
    AS code FROM generate_series(0, 3) AS turn) AS c
WHERE p.n BETWEEN 21 AND 170 AND (c.code <> 'C09' OR p.n % 20 = 1)
ORDER BY p.id, c.code, c.turn
ON CONFLICT DO NOTHING;

INSERT INTO cadre.learner_profile (organization_id, program_id, member_id, about, goals, wishes,
    updated_at, version)
SELECT $1, $6, p.id, 'I moved from analysis to a product of my own half a year ago.',
    jsonb_build_array(goals.words[p.n % 8 + 1], goals.words[(p.n / 8 + 3) % 8 + 1]),
    CASE WHEN p.n % 11 = 0 THEN '["woman"]'::jsonb ELSE '[]' END, $4, 1
FROM unnest($2::uuid[]) WITH ORDINALITY AS q (id, at)
CROSS JOIN LATERAL (SELECT q.id, q.at::integer AS n) AS p
CROSS JOIN (SELECT ARRAY['discovery', 'outcomes', 'strategy', 'priorities', 'experiments', 'data',
    'influence', 'leadership'] AS words) AS goals
WHERE p.n > 170
ON CONFLICT DO NOTHING;

-- Three competencies each, all different: 5 and 10 are no multiples of 16.
INSERT INTO cadre.learner_focus (organization_id, program_id, member_id, position, competency_code,
    importance, level)
SELECT $1, $6, p.id, place, 'C' || lpad((1 + (p.n * 3 + place * 5 + 3) % 16)::text, 2, '0'),
    6 - place - p.n % 3, (p.n + place) % 3
FROM unnest($2::uuid[]) WITH ORDINALITY AS q (id, at)
CROSS JOIN LATERAL (SELECT q.id, q.at::integer AS n) AS p
CROSS JOIN generate_series(1, 3) AS place
WHERE p.n > 170
ON CONFLICT DO NOTHING;

-- A third told their gender for the fairness report.
INSERT INTO cadre.fairness_answer (organization_id, member_id, gender, consented_at)
SELECT $1, p.id, (ARRAY['woman', 'man'])[(p.n / 3 % 2)::integer + 1], $4
FROM unnest($2::uuid[]) WITH ORDINALITY AS p (id, n)
WHERE p.n > 170 AND p.n % 3 = 0
ON CONFLICT DO NOTHING;

-- Four of five learners rank four of the cards that they got, or all if they got fewer, in an order of
-- their own. $1 organisation, $2 cycle, $3 now.
INSERT INTO cadre.mentor_rank (organization_id, cycle_id, learner_id, rank, mentor_id, ranked_at)
SELECT $1, $2, s.learner_id,
    row_number() OVER (PARTITION BY s.learner_id ORDER BY (s.position + l.turn) % 4),
    s.mentor_id, $3
FROM cadre.short_list s
JOIN (SELECT e.member_id, row_number() OVER (ORDER BY e.member_id) AS turn
    FROM cadre.matching_cycle_cohort c
    JOIN cadre.enrolment e ON e.organization_id = $1 AND e.cohort_id = c.cohort_id
    WHERE c.organization_id = $1 AND c.cycle_id = $2) AS l ON l.member_id = s.learner_id
WHERE s.organization_id = $1 AND s.cycle_id = $2 AND s.position <= 4 AND l.turn % 5 > 0
ON CONFLICT DO NOTHING

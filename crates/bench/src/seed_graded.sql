-- After seed_cohorts.sql: the other organisations' copies of what the program asks to be graded. All
-- quizzes count as written, so that gradebooks are as full as they will be. Items and their keys are
-- those of the first organisation only.

SET session_replication_role = replica;

CREATE TEMPORARY TABLE others AS
SELECT bench.id(1, o) AS id FROM generate_series(1, :organizations - 1) AS o;

INSERT INTO cadre.rubric (organization_id, id, program_version_id, code, title, criteria)
SELECT o.id, bench.copy(o.id, r.id), bench.copy(o.id, program_version_id), code, title, criteria
FROM cadre.rubric r CROSS JOIN others o WHERE organization_id = bench.id(1, 0);

INSERT INTO cadre.assignment
    (organization_id, id, program_version_id, module_id, rubric_id, code, title, brief, deliverables, minutes, peers, is_double_graded)
SELECT o.id, bench.copy(o.id, a.id), bench.copy(o.id, program_version_id), bench.copy(o.id, module_id), bench.copy(o.id, rubric_id),
    code, title, brief, deliverables, minutes, peers, is_double_graded
FROM cadre.assignment a CROSS JOIN others o WHERE organization_id = bench.id(1, 0);

UPDATE cadre.quiz SET is_written = true;

INSERT INTO cadre.quiz
    (organization_id, id, program_version_id, module_id, code, kind, item_count, is_written, minutes)
SELECT o.id, bench.copy(o.id, q.id), bench.copy(o.id, program_version_id), bench.copy(o.id, module_id), code, kind, item_count, is_written, minutes
FROM cadre.quiz q CROSS JOIN others o WHERE organization_id = bench.id(1, 0) AND kind = 'module';

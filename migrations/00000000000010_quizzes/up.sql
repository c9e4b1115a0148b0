-- What a program version asks of learners beside its lessons: quizzes with their items, assignments
-- with their rubrics, sample pieces. Written once with the version. Keys stand in a table of their
-- own, so that no read of an item can bring its key along; a corrected key is a further row.

CREATE TABLE cadre.assignment (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    program_version_id uuid NOT NULL,
    module_id uuid NOT NULL,
    rubric_id uuid NOT NULL,
    code text NOT NULL,
    title text NOT NULL,
    brief text NOT NULL,
    deliverables jsonb NOT NULL,
    minutes integer NOT NULL,
    peers smallint NOT NULL,
    is_double_graded boolean NOT NULL,
    CONSTRAINT assignment_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT assignment_code_key UNIQUE (organization_id, program_version_id, code),
    CONSTRAINT assignment_module_key UNIQUE (organization_id, module_id),
    CONSTRAINT assignment_version_fkey FOREIGN KEY (organization_id, program_version_id)
        REFERENCES cadre.program_version (organization_id, id),
    CONSTRAINT assignment_module_fkey FOREIGN KEY (organization_id, module_id)
        REFERENCES cadre.module (organization_id, id),
    CONSTRAINT assignment_rubric_fkey FOREIGN KEY (organization_id, rubric_id)
        REFERENCES cadre.rubric (organization_id, id),
    CONSTRAINT assignment_minutes_check CHECK (minutes BETWEEN 1 AND 1440),
    CONSTRAINT assignment_peers_check CHECK (peers BETWEEN 0 AND 10)
);
CREATE INDEX assignment_rubric_idx ON cadre.assignment (organization_id, rubric_id);

-- A quiz of a module, or one form of the diagnostic (then without a module).
CREATE TABLE cadre.quiz (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    program_version_id uuid NOT NULL,
    module_id uuid,
    code text NOT NULL,
    kind text NOT NULL,
    item_count smallint NOT NULL,
    is_written boolean NOT NULL,
    minutes integer,
    CONSTRAINT quiz_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT quiz_code_key UNIQUE (organization_id, program_version_id, code),
    CONSTRAINT quiz_version_fkey FOREIGN KEY (organization_id, program_version_id)
        REFERENCES cadre.program_version (organization_id, id),
    CONSTRAINT quiz_module_fkey FOREIGN KEY (organization_id, module_id)
        REFERENCES cadre.module (organization_id, id),
    CONSTRAINT quiz_kind_check CHECK (kind IN ('module', 'form_a', 'form_b', 'form_c')),
    CONSTRAINT quiz_place_check CHECK ((kind = 'module') = (module_id IS NOT NULL)),
    CONSTRAINT quiz_count_check CHECK (item_count BETWEEN 1 AND 200),
    CONSTRAINT quiz_minutes_check CHECK (minutes BETWEEN 1 AND 600)
);
CREATE INDEX quiz_module_idx ON cadre.quiz (organization_id, module_id);

CREATE TABLE cadre.item (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    quiz_id uuid NOT NULL,
    position smallint NOT NULL,
    code text NOT NULL,
    competency_code text NOT NULL,
    kind text NOT NULL,
    part text,
    is_anchor boolean NOT NULL,
    body jsonb NOT NULL,
    CONSTRAINT item_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT item_position_key UNIQUE (organization_id, quiz_id, position),
    CONSTRAINT item_quiz_fkey FOREIGN KEY (organization_id, quiz_id)
        REFERENCES cadre.quiz (organization_id, id),
    CONSTRAINT item_kind_check CHECK (
        kind IN ('single_choice', 'multiple_choice', 'numeric', 'ordering', 'matching', 'short_text')),
    CONSTRAINT item_part_check CHECK (part IN ('knowledge', 'scenario'))
);

-- Version 1 comes with the item; a correction adds the next. Nothing here is ever changed.
CREATE TABLE cadre.item_key (
    organization_id uuid NOT NULL,
    item_id uuid NOT NULL,
    version integer NOT NULL,
    key jsonb NOT NULL,
    reasons jsonb NOT NULL,
    corrected_by uuid,
    correction text,
    created_at timestamptz NOT NULL,
    CONSTRAINT item_key_pkey PRIMARY KEY (organization_id, item_id, version),
    CONSTRAINT item_key_item_fkey FOREIGN KEY (organization_id, item_id)
        REFERENCES cadre.item (organization_id, id),
    CONSTRAINT item_key_corrector_fkey FOREIGN KEY (organization_id, corrected_by)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT item_key_version_check CHECK (version >= 1)
);
CREATE INDEX item_key_corrector_idx ON cadre.item_key (organization_id, corrected_by);

-- Pieces of work that were graded in advance, for graders to compare themselves with.
CREATE TABLE cadre.sample (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    assignment_id uuid NOT NULL,
    code text NOT NULL,
    title text NOT NULL,
    setting text NOT NULL,
    work text NOT NULL,
    key jsonb NOT NULL,
    CONSTRAINT sample_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT sample_code_key UNIQUE (organization_id, assignment_id, code),
    CONSTRAINT sample_assignment_fkey FOREIGN KEY (organization_id, assignment_id)
        REFERENCES cadre.assignment (organization_id, id)
);

-- One row for each sitting of a quiz. Answers are read and written whole.

CREATE TABLE cadre.attempt (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    cohort_id uuid NOT NULL,
    enrolment_id uuid NOT NULL,
    quiz_id uuid NOT NULL,
    number smallint NOT NULL,
    seed bigint NOT NULL,
    state text NOT NULL,
    started_at timestamptz NOT NULL,
    closes_at timestamptz NOT NULL,
    ended_at timestamptz,
    is_late boolean NOT NULL,
    answers jsonb NOT NULL,
    points smallint,
    max_points smallint,
    version integer NOT NULL,
    CONSTRAINT attempt_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT attempt_number_key UNIQUE (organization_id, enrolment_id, quiz_id, number),
    CONSTRAINT attempt_enrolment_fkey FOREIGN KEY (organization_id, cohort_id, enrolment_id)
        REFERENCES cadre.enrolment (organization_id, cohort_id, id),
    CONSTRAINT attempt_quiz_fkey FOREIGN KEY (organization_id, quiz_id)
        REFERENCES cadre.quiz (organization_id, id),
    CONSTRAINT attempt_state_check CHECK (state IN ('running', 'awaits_grader', 'scored')),
    CONSTRAINT attempt_end_check CHECK ((state = 'running') = (ended_at IS NULL)),
    CONSTRAINT attempt_points_check CHECK (
        (state = 'scored') = (points IS NOT NULL) AND (points IS NULL) = (max_points IS NULL)
            AND points BETWEEN 0 AND max_points),
    CONSTRAINT attempt_number_check CHECK (number >= 1)
);
CREATE INDEX attempt_quiz_idx ON cadre.attempt (organization_id, quiz_id);
CREATE INDEX attempt_cohort_idx ON cadre.attempt (organization_id, cohort_id, quiz_id);
CREATE INDEX attempt_running_idx ON cadre.attempt (organization_id, closes_at) WHERE state = 'running';

-- The points that people give for a short text.
CREATE TABLE cadre.text_grade (
    organization_id uuid NOT NULL,
    attempt_id uuid NOT NULL,
    item_id uuid NOT NULL,
    grader_id uuid NOT NULL,
    points smallint NOT NULL,
    comment text NOT NULL,
    graded_at timestamptz NOT NULL,
    CONSTRAINT text_grade_pkey PRIMARY KEY (organization_id, attempt_id, item_id),
    CONSTRAINT text_grade_attempt_fkey FOREIGN KEY (organization_id, attempt_id)
        REFERENCES cadre.attempt (organization_id, id),
    CONSTRAINT text_grade_item_fkey FOREIGN KEY (organization_id, item_id)
        REFERENCES cadre.item (organization_id, id),
    CONSTRAINT text_grade_grader_fkey FOREIGN KEY (organization_id, grader_id)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT text_grade_points_check CHECK (points BETWEEN 0 AND 10)
);
CREATE INDEX text_grade_item_idx ON cadre.text_grade (organization_id, item_id);
CREATE INDEX text_grade_grader_idx ON cadre.text_grade (organization_id, grader_id);

SELECT cadre.make_tenant_table('cadre.assignment', 'SELECT, INSERT');
SELECT cadre.make_tenant_table('cadre.quiz', 'SELECT, INSERT');
SELECT cadre.make_tenant_table('cadre.item', 'SELECT, INSERT');
SELECT cadre.make_tenant_table('cadre.item_key', 'SELECT, INSERT');
SELECT cadre.make_tenant_table('cadre.sample', 'SELECT, INSERT');
SELECT cadre.make_tenant_table('cadre.attempt', 'SELECT, INSERT, UPDATE');
SELECT cadre.make_tenant_table('cadre.text_grade', 'SELECT, INSERT, UPDATE');

-- What learners hand in and what graders make of it.

-- Who grades the work of a cohort beside its facilitators.
CREATE TABLE cadre.cohort_grader (
    organization_id uuid NOT NULL,
    cohort_id uuid NOT NULL,
    member_id uuid NOT NULL,
    CONSTRAINT cohort_grader_pkey PRIMARY KEY (organization_id, cohort_id, member_id),
    CONSTRAINT cohort_grader_cohort_fkey FOREIGN KEY (organization_id, cohort_id)
        REFERENCES cadre.cohort (organization_id, id),
    CONSTRAINT cohort_grader_member_fkey FOREIGN KEY (organization_id, member_id)
        REFERENCES cadre.member (organization_id, id)
);
CREATE INDEX cohort_grader_member_idx ON cadre.cohort_grader (organization_id, member_id);

-- One learner's work on one assignment: the draft, and how far the latest version is.
-- latest_version is 0 before the first submission. first_ and passing_grade_id say which grades
-- are kept for the record.
CREATE TABLE cadre.submission (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    cohort_id uuid NOT NULL,
    enrolment_id uuid NOT NULL,
    assignment_id uuid NOT NULL,
    draft_text text NOT NULL,
    draft_links jsonb NOT NULL,
    draft_saved_at timestamptz NOT NULL,
    draft_version integer NOT NULL,
    latest_version smallint NOT NULL,
    is_passed boolean NOT NULL,
    CONSTRAINT submission_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT submission_enrolment_key UNIQUE (organization_id, enrolment_id, assignment_id),
    CONSTRAINT submission_enrolment_fkey FOREIGN KEY (organization_id, cohort_id, enrolment_id)
        REFERENCES cadre.enrolment (organization_id, cohort_id, id),
    CONSTRAINT submission_assignment_fkey FOREIGN KEY (organization_id, assignment_id)
        REFERENCES cadre.assignment (organization_id, id),
    CONSTRAINT submission_latest_check CHECK (latest_version >= 0)
);
CREATE INDEX submission_cohort_idx ON cadre.submission (organization_id, cohort_id, assignment_id);
CREATE INDEX submission_assignment_idx ON cadre.submission (organization_id, assignment_id);

-- What was handed in. Text, links and files never change; the state follows the graders.
-- graders_needed is 1, 2 for double grading, 3 once two graders differ. decided_by is the grader
-- whose grade is the result; notified_at says when its learner was written to.
CREATE TABLE cadre.submission_version (
    organization_id uuid NOT NULL,
    submission_id uuid NOT NULL,
    number smallint NOT NULL,
    cohort_id uuid NOT NULL,
    text text NOT NULL,
    links jsonb NOT NULL,
    submitted_at timestamptz NOT NULL,
    is_late boolean NOT NULL,
    state text NOT NULL,
    graders_needed smallint NOT NULL,
    decided_at timestamptz,
    decided_by uuid,
    thirds smallint,
    is_passed boolean,
    notified_at timestamptz,
    CONSTRAINT submission_version_pkey PRIMARY KEY (organization_id, submission_id, number),
    CONSTRAINT submission_version_submission_fkey FOREIGN KEY (organization_id, submission_id)
        REFERENCES cadre.submission (organization_id, id),
    CONSTRAINT submission_version_cohort_fkey FOREIGN KEY (organization_id, cohort_id)
        REFERENCES cadre.cohort (organization_id, id),
    CONSTRAINT submission_version_state_check CHECK (state IN ('waiting', 'withdrawn', 'decided')),
    CONSTRAINT submission_version_needed_check CHECK (graders_needed BETWEEN 1 AND 3),
    CONSTRAINT submission_version_decided_check CHECK (
        (state = 'decided') = (decided_at IS NOT NULL)
        AND (decided_at IS NULL) = (thirds IS NULL) AND (decided_at IS NULL) = (is_passed IS NULL)),
    CONSTRAINT submission_version_thirds_check CHECK (thirds BETWEEN 0 AND 300),
    CONSTRAINT submission_version_number_check CHECK (number >= 1)
);
CREATE INDEX submission_version_waiting_idx
    ON cadre.submission_version (organization_id, cohort_id, submitted_at) WHERE state = 'waiting';
CREATE INDEX submission_version_unmailed_idx ON cadre.submission_version (organization_id, decided_at)
    WHERE state = 'decided' AND notified_at IS NULL;

-- Files of a version; number 0 is the draft.
CREATE TABLE cadre.submission_file (
    organization_id uuid NOT NULL,
    submission_id uuid NOT NULL,
    version_number smallint NOT NULL,
    file_id uuid NOT NULL,
    CONSTRAINT submission_file_pkey PRIMARY KEY (organization_id, submission_id, version_number, file_id),
    CONSTRAINT submission_file_submission_fkey FOREIGN KEY (organization_id, submission_id)
        REFERENCES cadre.submission (organization_id, id),
    CONSTRAINT submission_file_file_fkey FOREIGN KEY (organization_id, file_id)
        REFERENCES cadre.file (organization_id, id)
);
CREATE INDEX submission_file_file_idx ON cadre.submission_file (organization_id, file_id);

-- One grader's grade of one version: claimed, drafted, published. Blind until it is published:
-- nobody but its grader reads one before the version is decided. claimed_at moves with each saved
-- draft, so that only what nobody works on is taken back. steps is a list of
-- {criterion, step, comment}.
CREATE TABLE cadre.grade (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    submission_id uuid NOT NULL,
    version_number smallint NOT NULL,
    grader_id uuid NOT NULL,
    position smallint NOT NULL,
    state text NOT NULL,
    steps jsonb NOT NULL,
    comment text NOT NULL,
    thirds smallint,
    is_passed boolean,
    claimed_at timestamptz NOT NULL,
    published_at timestamptz,
    version integer NOT NULL,
    CONSTRAINT grade_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT grade_position_key UNIQUE (organization_id, submission_id, version_number, position),
    CONSTRAINT grade_grader_key UNIQUE (organization_id, submission_id, version_number, grader_id),
    CONSTRAINT grade_version_fkey FOREIGN KEY (organization_id, submission_id, version_number)
        REFERENCES cadre.submission_version (organization_id, submission_id, number),
    CONSTRAINT grade_grader_fkey FOREIGN KEY (organization_id, grader_id)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT grade_position_check CHECK (position BETWEEN 1 AND 3),
    CONSTRAINT grade_state_check CHECK (state IN ('claimed', 'published')),
    CONSTRAINT grade_published_check CHECK (
        (state = 'published') = (published_at IS NOT NULL)
        AND (published_at IS NULL) = (thirds IS NULL) AND (published_at IS NULL) = (is_passed IS NULL)),
    CONSTRAINT grade_thirds_check CHECK (thirds BETWEEN 0 AND 300)
);
CREATE INDEX grade_grader_idx ON cadre.grade (organization_id, grader_id);

-- A grader's own rating of a sample piece, compared with its key.
CREATE TABLE cadre.calibration (
    organization_id uuid NOT NULL,
    grader_id uuid NOT NULL,
    sample_id uuid NOT NULL,
    steps jsonb NOT NULL,
    rated_at timestamptz NOT NULL,
    CONSTRAINT calibration_pkey PRIMARY KEY (organization_id, grader_id, sample_id),
    CONSTRAINT calibration_grader_fkey FOREIGN KEY (organization_id, grader_id)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT calibration_sample_fkey FOREIGN KEY (organization_id, sample_id)
        REFERENCES cadre.sample (organization_id, id)
);
CREATE INDEX calibration_sample_idx ON cadre.calibration (organization_id, sample_id);

SELECT cadre.make_tenant_table('cadre.cohort_grader', 'SELECT, INSERT, DELETE');
SELECT cadre.make_tenant_table('cadre.submission', 'SELECT, INSERT, UPDATE');
SELECT cadre.make_tenant_table('cadre.submission_version', 'SELECT, INSERT, UPDATE');
SELECT cadre.make_tenant_table('cadre.submission_file', 'SELECT, INSERT, DELETE');
SELECT cadre.make_tenant_table('cadre.grade', 'SELECT, INSERT, UPDATE, DELETE');
SELECT cadre.make_tenant_table('cadre.calibration', 'SELECT, INSERT');

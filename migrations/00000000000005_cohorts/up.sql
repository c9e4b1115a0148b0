-- Runs of a program: people, dates and progress.

CREATE TABLE cadre.cohort (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    program_version_id uuid NOT NULL,
    name text NOT NULL,
    hope text NOT NULL,
    starts_on date NOT NULL,
    time_zone text NOT NULL,
    capacity integer NOT NULL,
    created_at timestamptz NOT NULL,
    version integer NOT NULL,
    CONSTRAINT cohort_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT cohort_version_fkey FOREIGN KEY (organization_id, program_version_id)
        REFERENCES cadre.program_version (organization_id, id),
    CONSTRAINT cohort_name_check CHECK (char_length(name) BETWEEN 1 AND 200),
    CONSTRAINT cohort_hope_check CHECK (char_length(hope) BETWEEN 1 AND 2000),
    CONSTRAINT cohort_starts_on_check CHECK (extract(isodow FROM starts_on) = 1),
    CONSTRAINT cohort_capacity_check CHECK (capacity BETWEEN 1 AND 100000)
);
CREATE INDEX cohort_name_idx ON cadre.cohort (organization_id, name, id);

CREATE TABLE cadre.cohort_facilitator (
    organization_id uuid NOT NULL,
    cohort_id uuid NOT NULL,
    member_id uuid NOT NULL,
    CONSTRAINT cohort_facilitator_pkey PRIMARY KEY (organization_id, cohort_id, member_id),
    CONSTRAINT cohort_facilitator_cohort_fkey FOREIGN KEY (organization_id, cohort_id)
        REFERENCES cadre.cohort (organization_id, id),
    CONSTRAINT cohort_facilitator_member_fkey FOREIGN KEY (organization_id, member_id)
        REFERENCES cadre.member (organization_id, id)
);
CREATE INDEX cohort_facilitator_member_idx ON cadre.cohort_facilitator (organization_id, member_id);

CREATE TABLE cadre.enrolment (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    cohort_id uuid NOT NULL,
    member_id uuid NOT NULL,
    enrolled_at timestamptz NOT NULL,
    CONSTRAINT enrolment_pkey PRIMARY KEY (organization_id, cohort_id, id),
    CONSTRAINT enrolment_member_key UNIQUE (organization_id, cohort_id, member_id),
    CONSTRAINT enrolment_cohort_fkey FOREIGN KEY (organization_id, cohort_id)
        REFERENCES cadre.cohort (organization_id, id),
    CONSTRAINT enrolment_member_fkey FOREIGN KEY (organization_id, member_id)
        REFERENCES cadre.member (organization_id, id)
);
CREATE INDEX enrolment_member_idx ON cadre.enrolment (organization_id, member_id);

-- One row per module that a learner has begun; keyed by cohort so that a board is one range.
CREATE TABLE cadre.module_progress (
    organization_id uuid NOT NULL,
    cohort_id uuid NOT NULL,
    enrolment_id uuid NOT NULL,
    module_id uuid NOT NULL,
    required_done smallint NOT NULL,
    started_at timestamptz NOT NULL,
    completed_at timestamptz,
    CONSTRAINT module_progress_pkey PRIMARY KEY (organization_id, cohort_id, enrolment_id, module_id),
    CONSTRAINT module_progress_enrolment_fkey FOREIGN KEY (organization_id, cohort_id, enrolment_id)
        REFERENCES cadre.enrolment (organization_id, cohort_id, id),
    CONSTRAINT module_progress_module_fkey FOREIGN KEY (organization_id, module_id)
        REFERENCES cadre.module (organization_id, id),
    CONSTRAINT module_progress_done_check CHECK (required_done >= 0)
);

CREATE TABLE cadre.lesson_completion (
    organization_id uuid NOT NULL,
    cohort_id uuid NOT NULL,
    enrolment_id uuid NOT NULL,
    lesson_id uuid NOT NULL,
    completed_at timestamptz NOT NULL,
    CONSTRAINT lesson_completion_pkey PRIMARY KEY (organization_id, cohort_id, enrolment_id, lesson_id),
    CONSTRAINT lesson_completion_enrolment_fkey FOREIGN KEY (organization_id, cohort_id, enrolment_id)
        REFERENCES cadre.enrolment (organization_id, cohort_id, id),
    CONSTRAINT lesson_completion_lesson_fkey FOREIGN KEY (organization_id, lesson_id)
        REFERENCES cadre.lesson (organization_id, id)
);

SELECT cadre.make_tenant_table('cadre.cohort', 'SELECT, INSERT, UPDATE');
SELECT cadre.make_tenant_table('cadre.cohort_facilitator', 'SELECT, INSERT, DELETE');
SELECT cadre.make_tenant_table('cadre.enrolment', 'SELECT, INSERT');
SELECT cadre.make_tenant_table('cadre.module_progress', 'SELECT, INSERT, UPDATE');
SELECT cadre.make_tenant_table('cadre.lesson_completion', 'SELECT, INSERT');

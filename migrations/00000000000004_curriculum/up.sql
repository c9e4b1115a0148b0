-- Competencies and programs as an organisation keeps them. A version is written once, whole, and
-- never changed after: no UPDATE is granted on anything below a program.

CREATE TABLE cadre.competency (
    organization_id uuid NOT NULL,
    code text NOT NULL,
    framework_version smallint NOT NULL,
    title text NOT NULL,
    domain text NOT NULL,
    behaviours jsonb NOT NULL,
    CONSTRAINT competency_pkey PRIMARY KEY (organization_id, framework_version, code)
);

CREATE TABLE cadre.program (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    slug text NOT NULL,
    title text NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT program_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT program_slug_key UNIQUE (organization_id, slug)
);

CREATE TABLE cadre.program_version (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    program_id uuid NOT NULL,
    number integer NOT NULL,
    framework_version smallint NOT NULL,
    title text NOT NULL,
    promise text NOT NULL,
    audience text NOT NULL,
    published_at timestamptz NOT NULL,
    CONSTRAINT program_version_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT program_version_number_key UNIQUE (organization_id, program_id, number),
    CONSTRAINT program_version_program_fkey FOREIGN KEY (organization_id, program_id)
        REFERENCES cadre.program (organization_id, id),
    CONSTRAINT program_version_number_check CHECK (number >= 1)
);

CREATE TABLE cadre.rubric (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    program_version_id uuid NOT NULL,
    code text NOT NULL,
    title text NOT NULL,
    criteria jsonb NOT NULL,
    CONSTRAINT rubric_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT rubric_code_key UNIQUE (organization_id, program_version_id, code),
    CONSTRAINT rubric_version_fkey FOREIGN KEY (organization_id, program_version_id)
        REFERENCES cadre.program_version (organization_id, id)
);

CREATE TABLE cadre.module (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    program_version_id uuid NOT NULL,
    code text NOT NULL,
    week smallint NOT NULL,
    title text NOT NULL,
    goal text NOT NULL,
    objectives jsonb NOT NULL,
    manager_prompt text NOT NULL,
    CONSTRAINT module_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT module_code_key UNIQUE (organization_id, program_version_id, code),
    CONSTRAINT module_version_fkey FOREIGN KEY (organization_id, program_version_id)
        REFERENCES cadre.program_version (organization_id, id),
    CONSTRAINT module_week_check CHECK (week BETWEEN 0 AND 103)
);

CREATE TABLE cadre.module_prerequisite (
    organization_id uuid NOT NULL,
    module_id uuid NOT NULL,
    needs_module_id uuid NOT NULL,
    CONSTRAINT module_prerequisite_pkey PRIMARY KEY (organization_id, module_id, needs_module_id),
    CONSTRAINT module_prerequisite_module_fkey FOREIGN KEY (organization_id, module_id)
        REFERENCES cadre.module (organization_id, id),
    CONSTRAINT module_prerequisite_needs_fkey FOREIGN KEY (organization_id, needs_module_id)
        REFERENCES cadre.module (organization_id, id),
    CONSTRAINT module_prerequisite_self_check CHECK (module_id <> needs_module_id)
);
CREATE INDEX module_prerequisite_needs_idx ON cadre.module_prerequisite (organization_id, needs_module_id);

CREATE TABLE cadre.module_competency (
    organization_id uuid NOT NULL,
    module_id uuid NOT NULL,
    competency_code text NOT NULL,
    level smallint NOT NULL,
    CONSTRAINT module_competency_pkey PRIMARY KEY (organization_id, module_id, competency_code),
    CONSTRAINT module_competency_module_fkey FOREIGN KEY (organization_id, module_id)
        REFERENCES cadre.module (organization_id, id),
    CONSTRAINT module_competency_level_check CHECK (level BETWEEN 1 AND 5)
);

CREATE TABLE cadre.lesson (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    module_id uuid NOT NULL,
    position smallint NOT NULL,
    code text NOT NULL,
    title text NOT NULL,
    kind text NOT NULL,
    minutes integer NOT NULL,
    required boolean NOT NULL,
    body text NOT NULL,
    CONSTRAINT lesson_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT lesson_position_key UNIQUE (organization_id, module_id, position),
    CONSTRAINT lesson_module_fkey FOREIGN KEY (organization_id, module_id)
        REFERENCES cadre.module (organization_id, id),
    CONSTRAINT lesson_kind_check CHECK (kind IN ('video', 'reading', 'activity')),
    CONSTRAINT lesson_minutes_check CHECK (minutes BETWEEN 1 AND 600)
);

SELECT cadre.make_tenant_table('cadre.competency', 'SELECT, INSERT');
SELECT cadre.make_tenant_table('cadre.program', 'SELECT, INSERT');
SELECT cadre.make_tenant_table('cadre.program_version', 'SELECT, INSERT');
SELECT cadre.make_tenant_table('cadre.rubric', 'SELECT, INSERT');
SELECT cadre.make_tenant_table('cadre.module', 'SELECT, INSERT');
SELECT cadre.make_tenant_table('cadre.module_prerequisite', 'SELECT, INSERT');
SELECT cadre.make_tenant_table('cadre.module_competency', 'SELECT, INSERT');
SELECT cadre.make_tenant_table('cadre.lesson', 'SELECT, INSERT');

-- Runs of the matching: what went in, what came out, and the proof that nothing better exists.

-- only_learner_id is set where a run looks for one learner and moves nobody else. hash, version and
-- seed say what it was made from; certificate is what the checker takes. phase says what a running
-- one is at, progress how far, in percent.
CREATE TABLE cadre.matching_run (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    number integer NOT NULL,
    only_learner_id uuid,
    objective text NOT NULL,
    state text NOT NULL,
    phase text NOT NULL,
    progress smallint NOT NULL,
    seed bigint NOT NULL,
    weights_version integer NOT NULL,
    engine_version text,
    inputs_hash bytea,
    learners integer,
    mentors integer,
    places integer,
    matched integer,
    score_floor smallint,
    score_sum bigint,
    blocking_pairs integer,
    certificate jsonb,
    failure text,
    started_by uuid NOT NULL,
    queued_at timestamptz NOT NULL,
    begun_at timestamptz,
    ended_at timestamptz,
    CONSTRAINT matching_run_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT matching_run_number_key UNIQUE (organization_id, cycle_id, number),
    CONSTRAINT matching_run_cycle_fkey FOREIGN KEY (organization_id, cycle_id)
        REFERENCES cadre.matching_cycle (organization_id, id),
    CONSTRAINT matching_run_only_learner_fkey FOREIGN KEY (organization_id, only_learner_id)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT matching_run_starter_fkey FOREIGN KEY (organization_id, started_by)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT matching_run_objective_check CHECK (objective IN ('fair', 'sum', 'balanced')),
    CONSTRAINT matching_run_state_check CHECK (state IN ('queued', 'running', 'done', 'failed')),
    CONSTRAINT matching_run_progress_check CHECK (progress BETWEEN 0 AND 100),
    CONSTRAINT matching_run_floor_check CHECK (score_floor BETWEEN 0 AND 100),
    CONSTRAINT matching_run_ended_check CHECK ((state IN ('done', 'failed')) = (ended_at IS NOT NULL)),
    CONSTRAINT matching_run_done_check CHECK (
        state <> 'done' OR (engine_version IS NOT NULL AND inputs_hash IS NOT NULL AND learners IS NOT NULL
            AND mentors IS NOT NULL AND places IS NOT NULL AND matched IS NOT NULL AND score_sum IS NOT NULL
            AND certificate IS NOT NULL)),
    CONSTRAINT matching_run_failure_check CHECK ((state = 'failed') = (failure IS NOT NULL))
);
-- A second start finds the first one at work.
CREATE UNIQUE INDEX matching_run_unfinished_idx ON cadre.matching_run (organization_id, cycle_id)
    WHERE state IN ('queued', 'running');
CREATE INDEX matching_run_only_learner_idx ON cadre.matching_run (organization_id, only_learner_id);
CREATE INDEX matching_run_starter_idx ON cadre.matching_run (organization_id, started_by);

-- All that the engine was given, as it was then: people with what the scores are made of, a byte of
-- score for each pair, row by learner (255 is impossible), and two bytes of reasons for each pair,
-- low byte first. From these a run can be explained and checked again at any time.
CREATE TABLE cadre.matching_run_input (
    organization_id uuid NOT NULL,
    run_id uuid NOT NULL,
    people jsonb NOT NULL,
    scores bytea NOT NULL,
    exclusions bytea NOT NULL,
    CONSTRAINT matching_run_input_pkey PRIMARY KEY (organization_id, run_id),
    CONSTRAINT matching_run_input_run_fkey FOREIGN KEY (organization_id, run_id)
        REFERENCES cadre.matching_run (organization_id, id)
);

-- What a run proposes for each learner; without a mentor, why says what stood in the way. A draft
-- that was published is a pair of the same run and learner.
CREATE TABLE cadre.match_draft (
    organization_id uuid NOT NULL,
    run_id uuid NOT NULL,
    learner_id uuid NOT NULL,
    mentor_id uuid,
    score smallint,
    parts jsonb,
    why jsonb,
    is_pinned boolean NOT NULL,
    CONSTRAINT match_draft_pkey PRIMARY KEY (organization_id, run_id, learner_id),
    CONSTRAINT match_draft_run_fkey FOREIGN KEY (organization_id, run_id)
        REFERENCES cadre.matching_run (organization_id, id),
    CONSTRAINT match_draft_learner_fkey FOREIGN KEY (organization_id, learner_id)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT match_draft_mentor_fkey FOREIGN KEY (organization_id, mentor_id)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT match_draft_score_check CHECK (score BETWEEN 0 AND 100),
    CONSTRAINT match_draft_matched_check CHECK (
        (mentor_id IS NULL) = (score IS NULL) AND (mentor_id IS NULL) = (parts IS NULL)
        AND (mentor_id IS NULL) = (why IS NOT NULL)),
    CONSTRAINT match_draft_pinned_check CHECK (NOT is_pinned OR mentor_id IS NOT NULL)
);
CREATE INDEX match_draft_learner_idx ON cadre.match_draft (organization_id, learner_id);
CREATE INDEX match_draft_mentor_idx ON cadre.match_draft (organization_id, mentor_id);

SELECT cadre.make_tenant_table('cadre.matching_run', 'SELECT, INSERT, UPDATE');
SELECT cadre.make_tenant_table('cadre.matching_run_input', 'SELECT, INSERT');
SELECT cadre.make_tenant_table('cadre.match_draft', 'SELECT, INSERT');

-- The life of a pair, from the proposal to the close (the table of states is mentoring::model::life).

-- A proposal and what becomes of it. ended_at is set exactly while the pair is over; a pair that is
-- not over is open: a learner has one in a program, and it holds a place of the mentor. broken_rule
-- is the constraint that made it impossible. parts are those of the score. quiet_since is the last
-- sign of life: a signature, a session that was held, the end of the next one that is planned.
CREATE TABLE cadre.pair (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    program_id uuid NOT NULL,
    cohort_id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    run_id uuid NOT NULL,
    learner_id uuid NOT NULL,
    mentor_id uuid NOT NULL,
    state text NOT NULL,
    score smallint NOT NULL,
    parts jsonb NOT NULL,
    ends_on date NOT NULL,
    proposed_at timestamptz NOT NULL,
    accepted_at timestamptz,
    signed_at timestamptz,
    active_at timestamptz,
    quiet_since timestamptz NOT NULL,
    pause_reason text,
    broken_rule text,
    ended_at timestamptz,
    version integer NOT NULL,
    CONSTRAINT pair_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT pair_draft_key UNIQUE (organization_id, run_id, learner_id),
    CONSTRAINT pair_program_fkey FOREIGN KEY (organization_id, program_id)
        REFERENCES cadre.program (organization_id, id),
    CONSTRAINT pair_cohort_fkey FOREIGN KEY (organization_id, cohort_id)
        REFERENCES cadre.cohort (organization_id, id),
    CONSTRAINT pair_cycle_fkey FOREIGN KEY (organization_id, cycle_id)
        REFERENCES cadre.matching_cycle (organization_id, id),
    CONSTRAINT pair_run_fkey FOREIGN KEY (organization_id, run_id)
        REFERENCES cadre.matching_run (organization_id, id),
    CONSTRAINT pair_learner_fkey FOREIGN KEY (organization_id, learner_id)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT pair_mentor_fkey FOREIGN KEY (organization_id, mentor_id)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT pair_self_check CHECK (learner_id <> mentor_id),
    CONSTRAINT pair_state_check CHECK (state IN ('proposed', 'mentee_accepted', 'mentor_accepted',
        'accepted', 'agreement_signed', 'active', 'paused', 'rematch_requested', 'closing', 'closed',
        'declined', 'expired', 'ended_early', 'impossible')),
    CONSTRAINT pair_ended_check CHECK (
        state = 'impossible'
        OR (state IN ('closed', 'declined', 'expired', 'ended_early')) = (ended_at IS NOT NULL)),
    CONSTRAINT pair_score_check CHECK (score BETWEEN 0 AND 100),
    CONSTRAINT pair_pause_check CHECK ((state = 'paused') = (pause_reason IS NOT NULL)),
    CONSTRAINT pair_pause_reason_check CHECK (pause_reason IN ('leave', 'workload', 'other')),
    CONSTRAINT pair_broken_check CHECK (state <> 'impossible' OR broken_rule IS NOT NULL)
);
-- One open pair for a learner in a program, whoever publishes at once.
CREATE UNIQUE INDEX pair_open_idx ON cadre.pair (organization_id, program_id, learner_id) WHERE ended_at IS NULL;
CREATE INDEX pair_learner_idx ON cadre.pair (organization_id, learner_id);
CREATE INDEX pair_mentor_idx ON cadre.pair (organization_id, mentor_id);
CREATE INDEX pair_cohort_idx ON cadre.pair (organization_id, cohort_id, state);
CREATE INDEX pair_cycle_idx ON cadre.pair (organization_id, cycle_id);

-- What each side said to the proposal. A reason is for the coordinator alone.
CREATE TABLE cadre.pair_answer (
    organization_id uuid NOT NULL,
    pair_id uuid NOT NULL,
    side text NOT NULL,
    answer text NOT NULL,
    reason text,
    answered_at timestamptz NOT NULL,
    CONSTRAINT pair_answer_pkey PRIMARY KEY (organization_id, pair_id, side),
    CONSTRAINT pair_answer_pair_fkey FOREIGN KEY (organization_id, pair_id)
        REFERENCES cadre.pair (organization_id, id),
    CONSTRAINT pair_answer_side_check CHECK (side IN ('learner', 'mentor')),
    CONSTRAINT pair_answer_answer_check CHECK (answer IN ('accepted', 'declined')),
    CONSTRAINT pair_answer_reason_check CHECK (
        reason IS NULL OR answer = 'declined' AND char_length(reason) BETWEEN 1 AND 1000)
);

-- Each step of a pair's life, with who took it: added to, never changed.
CREATE TABLE cadre.pair_event (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    pair_id uuid NOT NULL,
    at timestamptz NOT NULL,
    event text NOT NULL,
    party text NOT NULL,
    actor_id uuid,
    from_state text NOT NULL,
    to_state text NOT NULL,
    CONSTRAINT pair_event_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT pair_event_pair_fkey FOREIGN KEY (organization_id, pair_id)
        REFERENCES cadre.pair (organization_id, id),
    CONSTRAINT pair_event_actor_fkey FOREIGN KEY (organization_id, actor_id)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT pair_event_party_check CHECK (party IN ('learner', 'mentor', 'coordinator', 'system')),
    CONSTRAINT pair_event_actor_check CHECK ((party = 'system') = (actor_id IS NULL))
);
CREATE INDEX pair_event_pair_idx ON cadre.pair_event (organization_id, pair_id, at);
CREATE INDEX pair_event_actor_idx ON cadre.pair_event (organization_id, actor_id);

-- What happens to a pair by itself and when; laid anew at each step of its life.
CREATE TABLE cadre.pair_timer (
    organization_id uuid NOT NULL,
    pair_id uuid NOT NULL,
    timer text NOT NULL,
    due_at timestamptz NOT NULL,
    CONSTRAINT pair_timer_pkey PRIMARY KEY (organization_id, pair_id, timer),
    CONSTRAINT pair_timer_pair_fkey FOREIGN KEY (organization_id, pair_id)
        REFERENCES cadre.pair (organization_id, id)
);
CREATE INDEX pair_timer_due_idx ON cadre.pair_timer (organization_id, due_at);

-- What a pair agreed on. Whoever changes the text takes both signatures back. shares is a list of
-- what the learner lets the mentor see.
CREATE TABLE cadre.mentoring_agreement (
    organization_id uuid NOT NULL,
    pair_id uuid NOT NULL,
    cadence_days smallint NOT NULL,
    session_minutes smallint NOT NULL,
    out_of_bounds text NOT NULL,
    shares jsonb NOT NULL,
    ends_on date NOT NULL,
    learner_signed_at timestamptz,
    mentor_signed_at timestamptz,
    written_at timestamptz NOT NULL,
    version integer NOT NULL,
    CONSTRAINT mentoring_agreement_pkey PRIMARY KEY (organization_id, pair_id),
    CONSTRAINT mentoring_agreement_pair_fkey FOREIGN KEY (organization_id, pair_id)
        REFERENCES cadre.pair (organization_id, id),
    CONSTRAINT mentoring_agreement_cadence_check CHECK (cadence_days BETWEEN 3 AND 60),
    CONSTRAINT mentoring_agreement_minutes_check CHECK (session_minutes BETWEEN 15 AND 240),
    CONSTRAINT mentoring_agreement_bounds_check CHECK (char_length(out_of_bounds) <= 2000)
);

CREATE TABLE cadre.mentoring_goal (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    pair_id uuid NOT NULL,
    position smallint NOT NULL,
    goal text NOT NULL,
    competency_code text,
    reached_at timestamptz,
    CONSTRAINT mentoring_goal_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT mentoring_goal_position_key UNIQUE (organization_id, pair_id, position),
    CONSTRAINT mentoring_goal_pair_fkey FOREIGN KEY (organization_id, pair_id)
        REFERENCES cadre.pair (organization_id, id),
    CONSTRAINT mentoring_goal_position_check CHECK (position BETWEEN 1 AND 3),
    CONSTRAINT mentoring_goal_goal_check CHECK (char_length(goal) BETWEEN 1 AND 500)
);

-- How each side closes the pair. thanks is for the other side.
CREATE TABLE cadre.closing_form (
    organization_id uuid NOT NULL,
    pair_id uuid NOT NULL,
    side text NOT NULL,
    goals_reached smallint NOT NULL,
    thanks text NOT NULL,
    would_renew boolean NOT NULL,
    filed_at timestamptz NOT NULL,
    CONSTRAINT closing_form_pkey PRIMARY KEY (organization_id, pair_id, side),
    CONSTRAINT closing_form_pair_fkey FOREIGN KEY (organization_id, pair_id)
        REFERENCES cadre.pair (organization_id, id),
    CONSTRAINT closing_form_side_check CHECK (side IN ('learner', 'mentor')),
    CONSTRAINT closing_form_goals_check CHECK (goals_reached BETWEEN 0 AND 3),
    CONSTRAINT closing_form_thanks_check CHECK (char_length(thanks) <= 2000)
);

-- feed_sequence counts the changes that calendars have to follow; a cancelled session stays.
CREATE TABLE cadre.mentoring_session (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    pair_id uuid NOT NULL,
    state text NOT NULL,
    starts_at timestamptz NOT NULL,
    minutes smallint NOT NULL,
    goal_id uuid,
    module_id uuid,
    submission_id uuid,
    missed_by text,
    planned_by uuid NOT NULL,
    logged_at timestamptz,
    changed_at timestamptz NOT NULL,
    feed_sequence integer NOT NULL,
    version integer NOT NULL,
    CONSTRAINT mentoring_session_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT mentoring_session_pair_fkey FOREIGN KEY (organization_id, pair_id)
        REFERENCES cadre.pair (organization_id, id),
    CONSTRAINT mentoring_session_goal_fkey FOREIGN KEY (organization_id, goal_id)
        REFERENCES cadre.mentoring_goal (organization_id, id),
    CONSTRAINT mentoring_session_module_fkey FOREIGN KEY (organization_id, module_id)
        REFERENCES cadre.module (organization_id, id),
    CONSTRAINT mentoring_session_submission_fkey FOREIGN KEY (organization_id, submission_id)
        REFERENCES cadre.submission (organization_id, id),
    CONSTRAINT mentoring_session_planner_fkey FOREIGN KEY (organization_id, planned_by)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT mentoring_session_state_check CHECK (state IN ('planned', 'held', 'missed', 'cancelled')),
    CONSTRAINT mentoring_session_minutes_check CHECK (minutes BETWEEN 5 AND 480),
    CONSTRAINT mentoring_session_missed_check CHECK (
        (state = 'missed') = (missed_by IS NOT NULL) AND missed_by IN ('learner', 'mentor', 'both')),
    CONSTRAINT mentoring_session_logged_check CHECK ((state IN ('held', 'missed')) = (logged_at IS NOT NULL)),
    CONSTRAINT mentoring_session_sequence_check CHECK (feed_sequence >= 0)
);
CREATE INDEX mentoring_session_pair_idx ON cadre.mentoring_session (organization_id, pair_id, starts_at);
CREATE INDEX mentoring_session_goal_idx ON cadre.mentoring_session (organization_id, goal_id);
CREATE INDEX mentoring_session_module_idx ON cadre.mentoring_session (organization_id, module_id);
CREATE INDEX mentoring_session_submission_idx ON cadre.mentoring_session (organization_id, submission_id);
CREATE INDEX mentoring_session_planner_idx ON cadre.mentoring_session (organization_id, planned_by);

SELECT cadre.make_tenant_table('cadre.pair', 'SELECT, INSERT, UPDATE');
SELECT cadre.make_tenant_table('cadre.pair_answer', 'SELECT, INSERT, UPDATE');
SELECT cadre.make_tenant_table('cadre.pair_event', 'SELECT, INSERT');
SELECT cadre.make_tenant_table('cadre.pair_timer', 'SELECT, INSERT, UPDATE, DELETE');
SELECT cadre.make_tenant_table('cadre.mentoring_agreement', 'SELECT, INSERT, UPDATE');
SELECT cadre.make_tenant_table('cadre.mentoring_goal', 'SELECT, INSERT, UPDATE, DELETE');
SELECT cadre.make_tenant_table('cadre.closing_form', 'SELECT, INSERT');
SELECT cadre.make_tenant_table('cadre.mentoring_session', 'SELECT, INSERT, UPDATE');

-- Who may be matched with whom, how good a match is, and the runs that decide it.

-- An organisation's rules. Without a row those of the product hold. working_weekdays has a bit for
-- each day of the week, 1 for Monday to 64 for Sunday.
CREATE TABLE cadre.mentoring_rules (
    organization_id uuid NOT NULL,
    guests_excluded boolean NOT NULL,
    other_unit_required boolean NOT NULL,
    same_country_required boolean NOT NULL,
    working_weekdays smallint NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL,
    CONSTRAINT mentoring_rules_pkey PRIMARY KEY (organization_id),
    CONSTRAINT mentoring_rules_weekdays_check CHECK (working_weekdays BETWEEN 1 AND 127)
);

-- What each part of a score weighs. A change is a further version; a run names the one it used.
CREATE TABLE cadre.score_weights (
    organization_id uuid NOT NULL,
    version integer NOT NULL,
    gap_cover smallint NOT NULL,
    preference smallint NOT NULL,
    style smallint NOT NULL,
    goals smallint NOT NULL,
    time_overlap smallint NOT NULL,
    career smallint NOT NULL,
    fresh_view smallint NOT NULL,
    set_by uuid NOT NULL,
    set_at timestamptz NOT NULL,
    CONSTRAINT score_weights_pkey PRIMARY KEY (organization_id, version),
    CONSTRAINT score_weights_setter_fkey FOREIGN KEY (organization_id, set_by)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT score_weights_version_check CHECK (version >= 1),
    CONSTRAINT score_weights_least_check CHECK (
        least(gap_cover, preference, style, goals, time_overlap, career, fresh_view) >= 0),
    CONSTRAINT score_weights_sum_check CHECK (
        gap_cover + preference + style + goals + time_overlap + career + fresh_view = 100)
);
CREATE INDEX score_weights_setter_idx ON cadre.score_weights (organization_id, set_by);

-- Units between whose people there is no mentoring, both ways: supervision and trading.
CREATE TABLE cadre.unit_wall (
    organization_id uuid NOT NULL,
    unit text NOT NULL,
    other_unit text NOT NULL,
    reason text NOT NULL,
    made_by uuid NOT NULL,
    made_at timestamptz NOT NULL,
    CONSTRAINT unit_wall_pkey PRIMARY KEY (organization_id, unit, other_unit),
    CONSTRAINT unit_wall_maker_fkey FOREIGN KEY (organization_id, made_by)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT unit_wall_order_check CHECK (unit < other_unit),
    CONSTRAINT unit_wall_reason_check CHECK (char_length(reason) <= 500)
);
CREATE INDEX unit_wall_maker_idx ON cadre.unit_wall (organization_id, made_by);

-- People who decide on pay, promotion or the capstone of others: of single people, of a unit, or of
-- both. Who decides on somebody does not mentor them.
CREATE TABLE cadre.review_panel (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    unit text,
    made_at timestamptz NOT NULL,
    closed_at timestamptz,
    version integer NOT NULL,
    CONSTRAINT review_panel_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT review_panel_kind_check CHECK (kind IN ('pay', 'promotion', 'capstone')),
    CONSTRAINT review_panel_name_check CHECK (char_length(name) BETWEEN 1 AND 200)
);

CREATE TABLE cadre.review_panel_decider (
    organization_id uuid NOT NULL,
    panel_id uuid NOT NULL,
    member_id uuid NOT NULL,
    CONSTRAINT review_panel_decider_pkey PRIMARY KEY (organization_id, panel_id, member_id),
    CONSTRAINT review_panel_decider_panel_fkey FOREIGN KEY (organization_id, panel_id)
        REFERENCES cadre.review_panel (organization_id, id),
    CONSTRAINT review_panel_decider_member_fkey FOREIGN KEY (organization_id, member_id)
        REFERENCES cadre.member (organization_id, id)
);
CREATE INDEX review_panel_decider_member_idx ON cadre.review_panel_decider (organization_id, member_id);

CREATE TABLE cadre.review_panel_subject (
    organization_id uuid NOT NULL,
    panel_id uuid NOT NULL,
    member_id uuid NOT NULL,
    CONSTRAINT review_panel_subject_pkey PRIMARY KEY (organization_id, panel_id, member_id),
    CONSTRAINT review_panel_subject_panel_fkey FOREIGN KEY (organization_id, panel_id)
        REFERENCES cadre.review_panel (organization_id, id),
    CONSTRAINT review_panel_subject_member_fkey FOREIGN KEY (organization_id, member_id)
        REFERENCES cadre.member (organization_id, id)
);
CREATE INDEX review_panel_subject_member_idx ON cadre.review_panel_subject (organization_id, member_id);

-- Days of the organisation's calendar on which nobody works, in the organisation's zone.
CREATE TABLE cadre.holiday (
    organization_id uuid NOT NULL,
    day date NOT NULL,
    name text NOT NULL,
    CONSTRAINT holiday_pkey PRIMARY KEY (organization_id, day),
    CONSTRAINT holiday_name_check CHECK (char_length(name) BETWEEN 1 AND 200)
);

-- When somebody is away, both days included. Why is nobody's business.
CREATE TABLE cadre.absence (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    member_id uuid NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    entered_at timestamptz NOT NULL,
    version integer NOT NULL,
    CONSTRAINT absence_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT absence_member_fkey FOREIGN KEY (organization_id, member_id)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT absence_days_check CHECK (starts_on <= ends_on)
);
CREATE INDEX absence_member_idx ON cadre.absence (organization_id, member_id, ends_on);

-- Changes of the reporting line that are still to come. Who will manage somebody before their pair
-- ends does not mentor them either. Gone once it is carried out.
CREATE TABLE cadre.planned_manager (
    organization_id uuid NOT NULL,
    member_id uuid NOT NULL,
    effective_on date NOT NULL,
    manager_id uuid NOT NULL,
    planned_by uuid NOT NULL,
    planned_at timestamptz NOT NULL,
    CONSTRAINT planned_manager_pkey PRIMARY KEY (organization_id, member_id, effective_on),
    CONSTRAINT planned_manager_member_fkey FOREIGN KEY (organization_id, member_id)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT planned_manager_manager_fkey FOREIGN KEY (organization_id, manager_id)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT planned_manager_planner_fkey FOREIGN KEY (organization_id, planned_by)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT planned_manager_self_check CHECK (member_id <> manager_id)
);
CREATE INDEX planned_manager_manager_idx ON cadre.planned_manager (organization_id, manager_id);
CREATE INDEX planned_manager_planner_idx ON cadre.planned_manager (organization_id, planned_by);
CREATE INDEX planned_manager_due_idx ON cadre.planned_manager (organization_id, effective_on);

-- One round of matching for some cohorts of a program: short lists, ranks, runs, and what was ruled
-- about single pairs. Whoever declines in it is not asked for the same pair again within it.
CREATE TABLE cadre.matching_cycle (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    program_id uuid NOT NULL,
    name text NOT NULL,
    state text NOT NULL,
    ranks_until timestamptz NOT NULL,
    pairs_end_on date NOT NULL,
    lists_offered_at timestamptz,
    opened_by uuid NOT NULL,
    opened_at timestamptz NOT NULL,
    version integer NOT NULL,
    CONSTRAINT matching_cycle_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT matching_cycle_program_fkey FOREIGN KEY (organization_id, program_id)
        REFERENCES cadre.program (organization_id, id),
    CONSTRAINT matching_cycle_opener_fkey FOREIGN KEY (organization_id, opened_by)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT matching_cycle_name_check CHECK (char_length(name) BETWEEN 1 AND 200),
    CONSTRAINT matching_cycle_state_check CHECK (state IN ('open', 'closed'))
);
CREATE INDEX matching_cycle_program_idx ON cadre.matching_cycle (organization_id, program_id, opened_at);
CREATE INDEX matching_cycle_opener_idx ON cadre.matching_cycle (organization_id, opened_by);

CREATE TABLE cadre.matching_cycle_cohort (
    organization_id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    cohort_id uuid NOT NULL,
    CONSTRAINT matching_cycle_cohort_pkey PRIMARY KEY (organization_id, cycle_id, cohort_id),
    CONSTRAINT matching_cycle_cohort_cycle_fkey FOREIGN KEY (organization_id, cycle_id)
        REFERENCES cadre.matching_cycle (organization_id, id),
    CONSTRAINT matching_cycle_cohort_cohort_fkey FOREIGN KEY (organization_id, cohort_id)
        REFERENCES cadre.cohort (organization_id, id)
);
CREATE INDEX matching_cycle_cohort_cohort_idx ON cadre.matching_cycle_cohort (organization_id, cohort_id);

-- The eight mentors that a learner may rank, with the reasons that the cards show.
CREATE TABLE cadre.short_list (
    organization_id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    learner_id uuid NOT NULL,
    position smallint NOT NULL,
    mentor_id uuid NOT NULL,
    score smallint NOT NULL,
    reasons jsonb NOT NULL,
    offered_at timestamptz NOT NULL,
    CONSTRAINT short_list_pkey PRIMARY KEY (organization_id, cycle_id, learner_id, position),
    CONSTRAINT short_list_mentor_key UNIQUE (organization_id, cycle_id, learner_id, mentor_id),
    CONSTRAINT short_list_cycle_fkey FOREIGN KEY (organization_id, cycle_id)
        REFERENCES cadre.matching_cycle (organization_id, id),
    CONSTRAINT short_list_learner_fkey FOREIGN KEY (organization_id, learner_id)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT short_list_mentor_fkey FOREIGN KEY (organization_id, mentor_id)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT short_list_position_check CHECK (position BETWEEN 1 AND 8),
    CONSTRAINT short_list_score_check CHECK (score BETWEEN 0 AND 100)
);
CREATE INDEX short_list_learner_idx ON cadre.short_list (organization_id, learner_id);
CREATE INDEX short_list_mentor_idx ON cadre.short_list (organization_id, mentor_id);

CREATE TABLE cadre.mentor_rank (
    organization_id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    learner_id uuid NOT NULL,
    rank smallint NOT NULL,
    mentor_id uuid NOT NULL,
    ranked_at timestamptz NOT NULL,
    CONSTRAINT mentor_rank_pkey PRIMARY KEY (organization_id, cycle_id, learner_id, rank),
    CONSTRAINT mentor_rank_mentor_key UNIQUE (organization_id, cycle_id, learner_id, mentor_id),
    CONSTRAINT mentor_rank_cycle_fkey FOREIGN KEY (organization_id, cycle_id)
        REFERENCES cadre.matching_cycle (organization_id, id),
    CONSTRAINT mentor_rank_learner_fkey FOREIGN KEY (organization_id, learner_id)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT mentor_rank_mentor_fkey FOREIGN KEY (organization_id, mentor_id)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT mentor_rank_rank_check CHECK (rank BETWEEN 1 AND 5)
);
CREATE INDEX mentor_rank_learner_idx ON cadre.mentor_rank (organization_id, learner_id);
CREATE INDEX mentor_rank_mentor_idx ON cadre.mentor_rank (organization_id, mentor_id);

-- Pairs that a cycle must or must not make: by the coordinator, or because one side declined.
CREATE TABLE cadre.pair_ruling (
    organization_id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    learner_id uuid NOT NULL,
    mentor_id uuid NOT NULL,
    ruling text NOT NULL,
    origin text NOT NULL,
    made_by uuid,
    made_at timestamptz NOT NULL,
    CONSTRAINT pair_ruling_pkey PRIMARY KEY (organization_id, cycle_id, learner_id, mentor_id),
    CONSTRAINT pair_ruling_cycle_fkey FOREIGN KEY (organization_id, cycle_id)
        REFERENCES cadre.matching_cycle (organization_id, id),
    CONSTRAINT pair_ruling_learner_fkey FOREIGN KEY (organization_id, learner_id)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT pair_ruling_mentor_fkey FOREIGN KEY (organization_id, mentor_id)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT pair_ruling_maker_fkey FOREIGN KEY (organization_id, made_by)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT pair_ruling_ruling_check CHECK (ruling IN ('pin', 'forbid')),
    CONSTRAINT pair_ruling_origin_check CHECK (
        origin = 'coordinator' AND made_by IS NOT NULL
        OR origin = 'declined' AND ruling = 'forbid' AND made_by IS NULL)
);
CREATE INDEX pair_ruling_learner_idx ON cadre.pair_ruling (organization_id, learner_id);
CREATE INDEX pair_ruling_mentor_idx ON cadre.pair_ruling (organization_id, mentor_id);
CREATE INDEX pair_ruling_maker_idx ON cadre.pair_ruling (organization_id, made_by);

SELECT cadre.make_tenant_table('cadre.mentoring_rules', 'SELECT, INSERT, UPDATE');
SELECT cadre.make_tenant_table('cadre.score_weights', 'SELECT, INSERT');
SELECT cadre.make_tenant_table('cadre.unit_wall', 'SELECT, INSERT, DELETE');
SELECT cadre.make_tenant_table('cadre.review_panel', 'SELECT, INSERT, UPDATE');
SELECT cadre.make_tenant_table('cadre.review_panel_decider', 'SELECT, INSERT, DELETE');
SELECT cadre.make_tenant_table('cadre.review_panel_subject', 'SELECT, INSERT, DELETE');
SELECT cadre.make_tenant_table('cadre.holiday', 'SELECT, INSERT, UPDATE, DELETE');
SELECT cadre.make_tenant_table('cadre.absence', 'SELECT, INSERT, UPDATE, DELETE');
SELECT cadre.make_tenant_table('cadre.planned_manager', 'SELECT, INSERT, UPDATE, DELETE');
SELECT cadre.make_tenant_table('cadre.matching_cycle', 'SELECT, INSERT, UPDATE');
SELECT cadre.make_tenant_table('cadre.matching_cycle_cohort', 'SELECT, INSERT');
SELECT cadre.make_tenant_table('cadre.short_list', 'SELECT, INSERT, DELETE');
SELECT cadre.make_tenant_table('cadre.mentor_rank', 'SELECT, INSERT, DELETE');
SELECT cadre.make_tenant_table('cadre.pair_ruling', 'SELECT, INSERT, UPDATE, DELETE');

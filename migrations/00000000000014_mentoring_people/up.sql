-- Who takes part in mentoring: mentors who offer places, learners who look for one, and what each
-- says of themselves. What is protected stands in a table of its own that no score reads.

-- Who runs the mentoring: a given role like the others.
ALTER TABLE cadre.member_role DROP CONSTRAINT member_role_role_check;
ALTER TABLE cadre.member_role ADD CONSTRAINT member_role_role_check
    CHECK (role IN ('admin', 'coordinator', 'facilitator', 'mentor', 'sponsor'));

-- Since when somebody is here as a guest from outside. It counts for as long as the person holds no
-- role but the mentor's, learns nothing here and has nobody who reports to them.
ALTER TABLE cadre.member ADD COLUMN guest_since timestamptz;

-- What mentors and learners both say of themselves. week is a list of {day, from, to}: day 1 is
-- Monday, from and to are minutes of the local day in time_zone; null was never told, an empty list
-- is a week without free hours. languages is a list of {code, level}, levels 1 (A1) to 6 (C2).
-- The styles are five questions with answers from 1 to 5.
CREATE TABLE cadre.mentoring_person (
    organization_id uuid NOT NULL,
    member_id uuid NOT NULL,
    country text,
    ladder_step text,
    work_pattern text,
    time_zone text NOT NULL,
    week jsonb,
    languages jsonb NOT NULL,
    style_structure smallint,
    style_challenge smallint,
    style_pace smallint,
    style_reflection smallint,
    style_openness smallint,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL,
    CONSTRAINT mentoring_person_pkey PRIMARY KEY (organization_id, member_id),
    CONSTRAINT mentoring_person_member_fkey FOREIGN KEY (organization_id, member_id)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT mentoring_person_country_check CHECK (country ~ '^[A-Z]{2}$'),
    CONSTRAINT mentoring_person_ladder_step_check CHECK (
        ladder_step IN ('PO', 'BRG', 'APM', 'PM', 'SPM', 'PPM', 'GPM', 'DIR', 'VP', 'CPO')),
    CONSTRAINT mentoring_person_work_pattern_check CHECK (work_pattern IN ('full_time', 'part_time')),
    CONSTRAINT mentoring_person_style_structure_check CHECK (style_structure BETWEEN 1 AND 5),
    CONSTRAINT mentoring_person_style_challenge_check CHECK (style_challenge BETWEEN 1 AND 5),
    CONSTRAINT mentoring_person_style_pace_check CHECK (style_pace BETWEEN 1 AND 5),
    CONSTRAINT mentoring_person_style_reflection_check CHECK (style_reflection BETWEEN 1 AND 5),
    CONSTRAINT mentoring_person_style_openness_check CHECK (style_openness BETWEEN 1 AND 5)
);

-- held_places counts the mentor's open pairs from the proposal on, taken_places those of them that
-- both sides accepted. Both change in the transaction that changes the pair, under the lock of this
-- row, and taken_places never exceeds places, whoever asks at once. A mentor may lower places to
-- what is taken; of proposals that are then too many the first to be accepted win.
-- goals, topics, rather_not and offers are lists of texts.
CREATE TABLE cadre.mentor_profile (
    organization_id uuid NOT NULL,
    member_id uuid NOT NULL,
    is_open boolean NOT NULL,
    places smallint NOT NULL,
    held_places smallint NOT NULL,
    taken_places smallint NOT NULL,
    minutes_a_month integer NOT NULL,
    about text NOT NULL,
    goals jsonb NOT NULL,
    topics jsonb NOT NULL,
    rather_not jsonb NOT NULL,
    offers jsonb NOT NULL,
    opted_in_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL,
    CONSTRAINT mentor_profile_pkey PRIMARY KEY (organization_id, member_id),
    CONSTRAINT mentor_profile_member_fkey FOREIGN KEY (organization_id, member_id)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT mentor_profile_places_check CHECK (places BETWEEN 0 AND 100),
    CONSTRAINT mentor_profile_taken_check CHECK (taken_places BETWEEN 0 AND places),
    CONSTRAINT mentor_profile_held_check CHECK (held_places >= taken_places),
    CONSTRAINT mentor_profile_minutes_check CHECK (minutes_a_month BETWEEN 0 AND 9600),
    CONSTRAINT mentor_profile_about_check CHECK (char_length(about) <= 2000)
);
CREATE INDEX mentor_profile_open_idx ON cadre.mentor_profile (organization_id, member_id) WHERE is_open;

-- What a mentor offers. Only what somebody else stands for counts for a match.
CREATE TABLE cadre.mentor_competency (
    organization_id uuid NOT NULL,
    member_id uuid NOT NULL,
    competency_code text NOT NULL,
    level smallint NOT NULL,
    source text NOT NULL,
    declared_at timestamptz NOT NULL,
    confirmed_by uuid,
    confirmed_at timestamptz,
    CONSTRAINT mentor_competency_pkey PRIMARY KEY (organization_id, member_id, competency_code),
    CONSTRAINT mentor_competency_profile_fkey FOREIGN KEY (organization_id, member_id)
        REFERENCES cadre.mentor_profile (organization_id, member_id),
    CONSTRAINT mentor_competency_confirmer_fkey FOREIGN KEY (organization_id, confirmed_by)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT mentor_competency_level_check CHECK (level BETWEEN 1 AND 5),
    CONSTRAINT mentor_competency_source_check CHECK (source IN ('declared', 'confirmed', 'attested')),
    CONSTRAINT mentor_competency_confirmed_check CHECK (
        (source = 'declared') = (confirmed_at IS NULL) AND (confirmed_by IS NULL) = (confirmed_at IS NULL))
);
CREATE INDEX mentor_competency_code_idx ON cadre.mentor_competency (organization_id, competency_code);
CREATE INDEX mentor_competency_confirmer_idx ON cadre.mentor_competency (organization_id, confirmed_by);

-- What a learner looks for in one program. goals and wishes are lists of texts.
CREATE TABLE cadre.learner_profile (
    organization_id uuid NOT NULL,
    program_id uuid NOT NULL,
    member_id uuid NOT NULL,
    about text NOT NULL,
    goals jsonb NOT NULL,
    wishes jsonb NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL,
    CONSTRAINT learner_profile_pkey PRIMARY KEY (organization_id, program_id, member_id),
    CONSTRAINT learner_profile_program_fkey FOREIGN KEY (organization_id, program_id)
        REFERENCES cadre.program (organization_id, id),
    CONSTRAINT learner_profile_member_fkey FOREIGN KEY (organization_id, member_id)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT learner_profile_about_check CHECK (char_length(about) <= 2000)
);
CREATE INDEX learner_profile_member_idx ON cadre.learner_profile (organization_id, member_id);

-- Up to three competencies that the learner wants to grow in. level is where they stand: 0 until
-- something was shown.
CREATE TABLE cadre.learner_focus (
    organization_id uuid NOT NULL,
    program_id uuid NOT NULL,
    member_id uuid NOT NULL,
    position smallint NOT NULL,
    competency_code text NOT NULL,
    importance smallint NOT NULL,
    level smallint NOT NULL,
    CONSTRAINT learner_focus_pkey PRIMARY KEY (organization_id, program_id, member_id, position),
    CONSTRAINT learner_focus_competency_key UNIQUE (organization_id, program_id, member_id, competency_code),
    CONSTRAINT learner_focus_profile_fkey FOREIGN KEY (organization_id, program_id, member_id)
        REFERENCES cadre.learner_profile (organization_id, program_id, member_id),
    CONSTRAINT learner_focus_position_check CHECK (position BETWEEN 1 AND 3),
    CONSTRAINT learner_focus_importance_check CHECK (importance BETWEEN 1 AND 5),
    CONSTRAINT learner_focus_level_check CHECK (level BETWEEN 0 AND 5)
);

-- Whom somebody does not want to meet in mentoring. Only the one who blocks reads it.
CREATE TABLE cadre.mentoring_block (
    organization_id uuid NOT NULL,
    blocker_id uuid NOT NULL,
    blocked_id uuid NOT NULL,
    blocked_at timestamptz NOT NULL,
    CONSTRAINT mentoring_block_pkey PRIMARY KEY (organization_id, blocker_id, blocked_id),
    CONSTRAINT mentoring_block_blocker_fkey FOREIGN KEY (organization_id, blocker_id)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT mentoring_block_blocked_fkey FOREIGN KEY (organization_id, blocked_id)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT mentoring_block_self_check CHECK (blocker_id <> blocked_id)
);
CREATE INDEX mentoring_block_blocked_idx ON cadre.mentoring_block (organization_id, blocked_id);

-- Who asks to be matched once more with somebody from an ended pair. It counts when both ask.
CREATE TABLE cadre.pair_again (
    organization_id uuid NOT NULL,
    asker_id uuid NOT NULL,
    other_id uuid NOT NULL,
    asked_at timestamptz NOT NULL,
    CONSTRAINT pair_again_pkey PRIMARY KEY (organization_id, asker_id, other_id),
    CONSTRAINT pair_again_asker_fkey FOREIGN KEY (organization_id, asker_id)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT pair_again_other_fkey FOREIGN KEY (organization_id, other_id)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT pair_again_self_check CHECK (asker_id <> other_id)
);
CREATE INDEX pair_again_other_idx ON cadre.pair_again (organization_id, other_id);

-- Two seats that are one person, or that only share a name. Without a row, equal names count as one
-- person. Read both ways; written once.
CREATE TABLE cadre.person_link (
    organization_id uuid NOT NULL,
    member_id uuid NOT NULL,
    other_id uuid NOT NULL,
    is_same boolean NOT NULL,
    decided_by uuid NOT NULL,
    decided_at timestamptz NOT NULL,
    CONSTRAINT person_link_pkey PRIMARY KEY (organization_id, member_id, other_id),
    CONSTRAINT person_link_member_fkey FOREIGN KEY (organization_id, member_id)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT person_link_other_fkey FOREIGN KEY (organization_id, other_id)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT person_link_decider_fkey FOREIGN KEY (organization_id, decided_by)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT person_link_self_check CHECK (member_id <> other_id)
);
CREATE INDEX person_link_other_idx ON cadre.person_link (organization_id, other_id);
CREATE INDEX person_link_decider_idx ON cadre.person_link (organization_id, decided_by);

-- Told for the fairness report only, by consent, and taken back by deleting the row. Nothing but
-- that report reads it.
CREATE TABLE cadre.fairness_answer (
    organization_id uuid NOT NULL,
    member_id uuid NOT NULL,
    gender text NOT NULL,
    consented_at timestamptz NOT NULL,
    CONSTRAINT fairness_answer_pkey PRIMARY KEY (organization_id, member_id),
    CONSTRAINT fairness_answer_member_fkey FOREIGN KEY (organization_id, member_id)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT fairness_answer_gender_check CHECK (gender IN ('woman', 'man', 'another'))
);

SELECT cadre.make_tenant_table('cadre.mentoring_person', 'SELECT, INSERT, UPDATE');
SELECT cadre.make_tenant_table('cadre.mentor_profile', 'SELECT, INSERT, UPDATE');
SELECT cadre.make_tenant_table('cadre.mentor_competency', 'SELECT, INSERT, UPDATE, DELETE');
SELECT cadre.make_tenant_table('cadre.learner_profile', 'SELECT, INSERT, UPDATE');
SELECT cadre.make_tenant_table('cadre.learner_focus', 'SELECT, INSERT, UPDATE, DELETE');
SELECT cadre.make_tenant_table('cadre.mentoring_block', 'SELECT, INSERT, DELETE');
SELECT cadre.make_tenant_table('cadre.pair_again', 'SELECT, INSERT, DELETE');
SELECT cadre.make_tenant_table('cadre.person_link', 'SELECT, INSERT, UPDATE');
SELECT cadre.make_tenant_table('cadre.fairness_answer', 'SELECT, INSERT, UPDATE, DELETE');

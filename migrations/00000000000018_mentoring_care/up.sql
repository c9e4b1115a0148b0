-- What keeps pairs safe and alive: notes that nobody else can read, checks of health, what the
-- coordinator is told, mails that are due, the feed of sessions.

-- An organisation's keys for notes, wrapped by a master key of the installation; the newest version
-- seals, older ones open until their notes are sealed anew.
CREATE TABLE cadre.note_key (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    version integer NOT NULL,
    master_key text NOT NULL,
    nonce bytea NOT NULL,
    wrapped bytea NOT NULL,
    made_at timestamptz NOT NULL,
    CONSTRAINT note_key_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT note_key_version_key UNIQUE (organization_id, version),
    CONSTRAINT note_key_version_check CHECK (version >= 1)
);

-- Sealed together with the ids of its organisation, pair, author and key, its own, and whether it is
-- shared: a row that is copied, moved or made visible does not open.
CREATE TABLE cadre.mentoring_note (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    pair_id uuid NOT NULL,
    session_id uuid,
    author_id uuid NOT NULL,
    is_shared boolean NOT NULL,
    key_id uuid NOT NULL,
    nonce bytea NOT NULL,
    ciphertext bytea NOT NULL,
    written_at timestamptz NOT NULL,
    edited_at timestamptz,
    version integer NOT NULL,
    CONSTRAINT mentoring_note_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT mentoring_note_pair_fkey FOREIGN KEY (organization_id, pair_id)
        REFERENCES cadre.pair (organization_id, id),
    CONSTRAINT mentoring_note_session_fkey FOREIGN KEY (organization_id, session_id)
        REFERENCES cadre.mentoring_session (organization_id, id),
    CONSTRAINT mentoring_note_author_fkey FOREIGN KEY (organization_id, author_id)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT mentoring_note_key_fkey FOREIGN KEY (organization_id, key_id)
        REFERENCES cadre.note_key (organization_id, id),
    CONSTRAINT mentoring_note_size_check CHECK (octet_length(ciphertext) <= 81936)
);
CREATE INDEX mentoring_note_pair_idx ON cadre.mentoring_note (organization_id, pair_id, written_at);
CREATE INDEX mentoring_note_session_idx ON cadre.mentoring_note (organization_id, session_id);
CREATE INDEX mentoring_note_author_idx ON cadre.mentoring_note (organization_id, author_id);
CREATE INDEX mentoring_note_key_idx ON cadre.mentoring_note (organization_id, key_id);

-- A wish to read a pair's notes in an emergency. It takes a second person and a reason; both authors
-- are told, and it ends by itself.
CREATE TABLE cadre.break_glass (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    pair_id uuid NOT NULL,
    requested_by uuid NOT NULL,
    reason text NOT NULL,
    requested_at timestamptz NOT NULL,
    state text NOT NULL,
    answered_by uuid,
    answered_at timestamptz,
    expires_at timestamptz NOT NULL,
    first_read_at timestamptz,
    CONSTRAINT break_glass_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT break_glass_pair_fkey FOREIGN KEY (organization_id, pair_id)
        REFERENCES cadre.pair (organization_id, id),
    CONSTRAINT break_glass_requester_fkey FOREIGN KEY (organization_id, requested_by)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT break_glass_answerer_fkey FOREIGN KEY (organization_id, answered_by)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT break_glass_reason_check CHECK (char_length(reason) BETWEEN 20 AND 2000),
    CONSTRAINT break_glass_state_check CHECK (state IN ('requested', 'approved', 'refused')),
    CONSTRAINT break_glass_answered_check CHECK (
        (state = 'requested') = (answered_at IS NULL) AND (answered_by IS NULL) = (answered_at IS NULL)),
    CONSTRAINT break_glass_second_check CHECK (answered_by <> requested_by)
);
CREATE INDEX break_glass_pair_idx ON cadre.break_glass (organization_id, pair_id);
CREATE INDEX break_glass_requester_idx ON cadre.break_glass (organization_id, requested_by);
CREATE INDEX break_glass_answerer_idx ON cadre.break_glass (organization_id, answered_by);

-- Made when a side is asked, filled once when it answers. Read by its author and the coordinator.
CREATE TABLE cadre.health_check (
    organization_id uuid NOT NULL,
    pair_id uuid NOT NULL,
    occasion text NOT NULL,
    side text NOT NULL,
    asked_at timestamptz NOT NULL,
    answered_at timestamptz,
    meets smallint,
    safe smallint,
    matters smallint,
    useful smallint,
    go_on smallint,
    wants_talk boolean,
    is_low boolean,
    CONSTRAINT health_check_pkey PRIMARY KEY (organization_id, pair_id, occasion, side),
    CONSTRAINT health_check_pair_fkey FOREIGN KEY (organization_id, pair_id)
        REFERENCES cadre.pair (organization_id, id),
    CONSTRAINT health_check_occasion_check CHECK (occasion IN ('session_2', 'session_5', 'mid_course')),
    CONSTRAINT health_check_side_check CHECK (side IN ('learner', 'mentor')),
    CONSTRAINT health_check_range_check CHECK (least(meets, safe, matters, useful, go_on) >= 1
        AND greatest(meets, safe, matters, useful, go_on) <= 5),
    CONSTRAINT health_check_whole_check CHECK (
        num_nonnulls(answered_at, meets, safe, matters, useful, go_on, wants_talk, is_low) IN (0, 8))
);

-- What the coordinator has to look at. Settled by hand, by the step that does away with it,
-- or by the learner's next proposal.
CREATE TABLE cadre.escalation (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    pair_id uuid,
    member_id uuid,
    opened_at timestamptz NOT NULL,
    settled_at timestamptz,
    settled_by uuid,
    CONSTRAINT escalation_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT escalation_pair_fkey FOREIGN KEY (organization_id, pair_id)
        REFERENCES cadre.pair (organization_id, id),
    CONSTRAINT escalation_member_fkey FOREIGN KEY (organization_id, member_id)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT escalation_settler_fkey FOREIGN KEY (organization_id, settled_by)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT escalation_kind_check CHECK (kind IN ('proposal_expired', 'place_gone', 'quiet', 'low_health',
        'wants_talk', 'rematch_asked', 'impossible', 'asked_too_often', 'closed_by_rule', 'mentor_wanted')),
    CONSTRAINT escalation_about_check CHECK (num_nonnulls(pair_id, member_id) >= 1),
    CONSTRAINT escalation_settled_check CHECK (settled_by IS NULL OR settled_at IS NOT NULL)
);
CREATE UNIQUE INDEX escalation_open_pair_idx ON cadre.escalation (organization_id, pair_id, kind)
    WHERE settled_at IS NULL AND pair_id IS NOT NULL;
CREATE INDEX escalation_open_idx ON cadre.escalation (organization_id, opened_at) WHERE settled_at IS NULL;
CREATE INDEX escalation_member_idx ON cadre.escalation (organization_id, member_id);
CREATE INDEX escalation_settler_idx ON cadre.escalation (organization_id, settled_by);

-- A learner who wants a person, not a formula, to decide on a proposal.
CREATE TABLE cadre.decision_request (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    pair_id uuid NOT NULL,
    words text NOT NULL,
    asked_at timestamptz NOT NULL,
    answer text,
    answered_by uuid,
    answered_at timestamptz,
    version integer NOT NULL,
    CONSTRAINT decision_request_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT decision_request_pair_key UNIQUE (organization_id, pair_id),
    CONSTRAINT decision_request_pair_fkey FOREIGN KEY (organization_id, pair_id)
        REFERENCES cadre.pair (organization_id, id),
    CONSTRAINT decision_request_answerer_fkey FOREIGN KEY (organization_id, answered_by)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT decision_request_words_check CHECK (char_length(words) <= 2000),
    CONSTRAINT decision_request_answer_check CHECK (char_length(answer) BETWEEN 1 AND 2000),
    CONSTRAINT decision_request_answered_check CHECK (
        num_nonnulls(answer, answered_by, answered_at) IN (0, 3))
);
CREATE INDEX decision_request_answerer_idx ON cadre.decision_request (organization_id, answered_by);

-- Each mail once: a row is made in the transaction that makes the mail due, however often that runs.
CREATE TABLE cadre.mentoring_mail (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    member_id uuid NOT NULL,
    pair_id uuid,
    kind text NOT NULL,
    occasion text NOT NULL,
    queued_at timestamptz NOT NULL,
    sent_at timestamptz,
    dropped_at timestamptz,
    CONSTRAINT mentoring_mail_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT mentoring_mail_occasion_key UNIQUE (organization_id, member_id, kind, occasion),
    CONSTRAINT mentoring_mail_member_fkey FOREIGN KEY (organization_id, member_id)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT mentoring_mail_pair_fkey FOREIGN KEY (organization_id, pair_id)
        REFERENCES cadre.pair (organization_id, id)
);
CREATE INDEX mentoring_mail_pair_idx ON cadre.mentoring_mail (organization_id, pair_id);
CREATE INDEX mentoring_mail_waiting_idx ON cadre.mentoring_mail (organization_id, queued_at)
    WHERE sent_at IS NULL AND dropped_at IS NULL;

-- The secret address of a person's sessions, hashed. A new one ends the one before.
CREATE TABLE cadre.calendar_feed (
    organization_id uuid NOT NULL,
    member_id uuid NOT NULL,
    secret_hash bytea NOT NULL,
    made_at timestamptz NOT NULL,
    CONSTRAINT calendar_feed_pkey PRIMARY KEY (organization_id, member_id),
    CONSTRAINT calendar_feed_member_fkey FOREIGN KEY (organization_id, member_id)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT calendar_feed_hash_check CHECK (octet_length(secret_hash) = 32)
);

-- A fortnightly reminder for mentors, when something is due.
ALTER TABLE cadre.report_delivery DROP CONSTRAINT report_delivery_kind_check;
ALTER TABLE cadre.report_delivery ADD CONSTRAINT report_delivery_kind_check
    CHECK (kind IN ('learner_digest', 'manager_note', 'mentor_reminder'));
ALTER TABLE cadre.report_stop DROP CONSTRAINT report_stop_kind_check;
-- Nudges on a pair are no report, but are stopped as one.
ALTER TABLE cadre.report_stop ADD CONSTRAINT report_stop_kind_check
    CHECK (kind IN ('learner_digest', 'manager_note', 'mentor_reminder', 'mentoring_nudge'));

SELECT cadre.make_tenant_table('cadre.note_key', 'SELECT, INSERT, UPDATE, DELETE');
SELECT cadre.make_tenant_table('cadre.mentoring_note', 'SELECT, INSERT, UPDATE, DELETE');
SELECT cadre.make_tenant_table('cadre.break_glass', 'SELECT, INSERT, UPDATE');
SELECT cadre.make_tenant_table('cadre.health_check', 'SELECT, INSERT, UPDATE');
SELECT cadre.make_tenant_table('cadre.escalation', 'SELECT, INSERT, UPDATE');
SELECT cadre.make_tenant_table('cadre.decision_request', 'SELECT, INSERT, UPDATE');
SELECT cadre.make_tenant_table('cadre.mentoring_mail', 'SELECT, INSERT, UPDATE');
SELECT cadre.make_tenant_table('cadre.calendar_feed', 'SELECT, INSERT, UPDATE, DELETE');

-- Peers read each other's work, masked both ways. A round allots the work of one assignment in one
-- cohort; k is how many reviews each piece gets and each person gives.
CREATE TABLE cadre.peer_round (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    cohort_id uuid NOT NULL,
    assignment_id uuid NOT NULL,
    k smallint NOT NULL,
    seed bigint NOT NULL,
    allotted_at timestamptz NOT NULL,
    CONSTRAINT peer_round_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT peer_round_assignment_key UNIQUE (organization_id, cohort_id, assignment_id),
    CONSTRAINT peer_round_cohort_fkey FOREIGN KEY (organization_id, cohort_id)
        REFERENCES cadre.cohort (organization_id, id),
    CONSTRAINT peer_round_assignment_fkey FOREIGN KEY (organization_id, assignment_id)
        REFERENCES cadre.assignment (organization_id, id),
    CONSTRAINT peer_round_k_check CHECK (k BETWEEN 0 AND 10)
);
CREATE INDEX peer_round_assignment_idx ON cadre.peer_round (organization_id, assignment_id);

-- reviewer_id is a peer. What is not finished after five days is handed over; handed_to is the
-- facilitator who then wrote it in the peer's place. comments is an object of texts by criterion.
-- A review is dropped when its piece or its reviewer leaves the round before it is finished.
CREATE TABLE cadre.peer_review (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    round_id uuid NOT NULL,
    submission_id uuid NOT NULL,
    version_number smallint NOT NULL,
    reviewer_id uuid NOT NULL,
    handed_to uuid,
    state text NOT NULL,
    comments jsonb NOT NULL,
    score smallint,
    assigned_at timestamptz NOT NULL,
    finished_at timestamptz,
    version integer NOT NULL,
    CONSTRAINT peer_review_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT peer_review_reviewer_key UNIQUE (organization_id, submission_id, version_number, reviewer_id),
    CONSTRAINT peer_review_round_fkey FOREIGN KEY (organization_id, round_id)
        REFERENCES cadre.peer_round (organization_id, id),
    CONSTRAINT peer_review_version_fkey FOREIGN KEY (organization_id, submission_id, version_number)
        REFERENCES cadre.submission_version (organization_id, submission_id, number),
    CONSTRAINT peer_review_reviewer_fkey FOREIGN KEY (organization_id, reviewer_id)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT peer_review_handed_to_fkey FOREIGN KEY (organization_id, handed_to)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT peer_review_state_check CHECK (state IN ('assigned', 'finished', 'handed_over', 'dropped')),
    CONSTRAINT peer_review_finished_check CHECK ((state = 'finished') = (finished_at IS NOT NULL)),
    CONSTRAINT peer_review_score_check CHECK (score BETWEEN 1 AND 4)
);
CREATE INDEX peer_review_round_idx ON cadre.peer_review (organization_id, round_id);
CREATE INDEX peer_review_reviewer_idx ON cadre.peer_review (organization_id, reviewer_id);
CREATE INDEX peer_review_handed_to_idx ON cadre.peer_review (organization_id, handed_to);
CREATE INDEX peer_review_assigned_idx ON cadre.peer_review (organization_id, assigned_at) WHERE state = 'assigned';

SELECT cadre.make_tenant_table('cadre.peer_round', 'SELECT, INSERT');
SELECT cadre.make_tenant_table('cadre.peer_review', 'SELECT, INSERT, UPDATE');

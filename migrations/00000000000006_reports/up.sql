-- What each reader gets, and the proof that it went out.

-- One row per person, kind and period, however often the job runs. The figures and the texts are
-- stored before sending, so that a second try says the same.
CREATE TABLE cadre.report_delivery (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    member_id uuid NOT NULL,
    kind text NOT NULL,
    period text NOT NULL,
    as_of timestamptz NOT NULL,
    figures jsonb NOT NULL,
    subject text NOT NULL,
    html text NOT NULL,
    body text NOT NULL,
    message_id text NOT NULL,
    state text NOT NULL,
    attempts integer NOT NULL,
    last_error text,
    queued_at timestamptz NOT NULL,
    sent_at timestamptz,
    CONSTRAINT report_delivery_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT report_delivery_period_key UNIQUE (organization_id, member_id, kind, period),
    CONSTRAINT report_delivery_member_fkey FOREIGN KEY (organization_id, member_id)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT report_delivery_kind_check CHECK (kind IN ('learner_digest', 'manager_note')),
    CONSTRAINT report_delivery_state_check CHECK (state IN ('queued', 'sent', 'failed', 'stopped'))
);
CREATE INDEX report_delivery_queued_idx ON cadre.report_delivery (organization_id, queued_at, id);

-- Which cohorts a delivery speaks of: a person in two cohorts gets one mail with two sections.
CREATE TABLE cadre.report_delivery_cohort (
    organization_id uuid NOT NULL,
    cohort_id uuid NOT NULL,
    delivery_id uuid NOT NULL,
    CONSTRAINT report_delivery_cohort_pkey PRIMARY KEY (organization_id, cohort_id, delivery_id),
    CONSTRAINT report_delivery_cohort_delivery_fkey FOREIGN KEY (organization_id, delivery_id)
        REFERENCES cadre.report_delivery (organization_id, id),
    CONSTRAINT report_delivery_cohort_cohort_fkey FOREIGN KEY (organization_id, cohort_id)
        REFERENCES cadre.cohort (organization_id, id)
);
CREATE INDEX report_delivery_cohort_delivery_idx ON cadre.report_delivery_cohort (organization_id, delivery_id);

-- A reader's choice to stop one kind of report. It belongs to the person, not to an enrolment.
CREATE TABLE cadre.report_stop (
    organization_id uuid NOT NULL,
    member_id uuid NOT NULL,
    kind text NOT NULL,
    stopped_at timestamptz NOT NULL,
    CONSTRAINT report_stop_pkey PRIMARY KEY (organization_id, member_id, kind),
    CONSTRAINT report_stop_member_fkey FOREIGN KEY (organization_id, member_id)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT report_stop_kind_check CHECK (kind IN ('learner_digest', 'manager_note'))
);

SELECT cadre.make_tenant_table('cadre.report_delivery', 'SELECT, INSERT, UPDATE');
SELECT cadre.make_tenant_table('cadre.report_delivery_cohort', 'SELECT, INSERT');
SELECT cadre.make_tenant_table('cadre.report_stop', 'SELECT, INSERT, DELETE');

-- What keeps the ledger true: mails that get stuck, mails that have nothing
-- to say, and addresses that no mail reaches.

-- Those that wait are few among many that went out, and each tick looks for the ones that are stuck.
CREATE INDEX report_delivery_waiting_idx ON cadre.report_delivery (organization_id, queued_at)
    WHERE state = 'queued';

-- A digest that would say nothing new is noted and does not go out.
ALTER TABLE cadre.report_delivery DROP CONSTRAINT report_delivery_state_check;
ALTER TABLE cadre.report_delivery ADD CONSTRAINT report_delivery_state_check
    CHECK (state IN ('queued', 'sent', 'failed', 'stopped', 'quiet'));

-- Whose mail server refused reports for good, how often in a row, and at which address: after the
-- second refusal nothing goes to that address any more. Gone with the first mail that is taken.
CREATE TABLE cadre.report_bounce (
    organization_id uuid NOT NULL,
    member_id uuid NOT NULL,
    email text NOT NULL,
    refusals integer NOT NULL,
    last_at timestamptz NOT NULL,
    CONSTRAINT report_bounce_pkey PRIMARY KEY (organization_id, member_id),
    CONSTRAINT report_bounce_member_fkey FOREIGN KEY (organization_id, member_id)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT report_bounce_refusals_check CHECK (refusals > 0)
);

SELECT cadre.make_tenant_table('cadre.report_bounce', 'SELECT, INSERT, UPDATE, DELETE');

-- People within one organisation, what they did, and commands that must not happen twice.

CREATE TABLE cadre.organization_profile (
    organization_id uuid NOT NULL,
    name text NOT NULL,
    time_zone text NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT organization_profile_pkey PRIMARY KEY (organization_id),
    CONSTRAINT organization_profile_name_check CHECK (char_length(name) BETWEEN 1 AND 200)
);

CREATE TABLE cadre.member (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    unit text,
    manager_id uuid,
    time_zone text,
    invited_at timestamptz,
    joined_at timestamptz,
    created_at timestamptz NOT NULL,
    version integer NOT NULL,
    CONSTRAINT member_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT member_email_key UNIQUE (organization_id, email),
    CONSTRAINT member_manager_fkey FOREIGN KEY (organization_id, manager_id)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT member_email_check CHECK (email = lower(email) AND char_length(email) BETWEEN 3 AND 254),
    CONSTRAINT member_name_check CHECK (char_length(name) BETWEEN 1 AND 200),
    CONSTRAINT member_unit_check CHECK (char_length(unit) BETWEEN 1 AND 200),
    CONSTRAINT member_manager_check CHECK (manager_id <> id)
);
CREATE INDEX member_manager_idx ON cadre.member (organization_id, manager_id);
CREATE INDEX member_name_idx ON cadre.member (organization_id, name, id);

-- Roles that are given. The others follow from facts: a learner is enrolled, a manager has people.
CREATE TABLE cadre.member_role (
    organization_id uuid NOT NULL,
    member_id uuid NOT NULL,
    role text NOT NULL,
    CONSTRAINT member_role_pkey PRIMARY KEY (organization_id, member_id, role),
    CONSTRAINT member_role_member_fkey FOREIGN KEY (organization_id, member_id)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT member_role_role_check CHECK (role IN ('admin', 'facilitator', 'mentor', 'sponsor'))
);

-- Append-only by grants: the app role can neither change nor remove an entry.
CREATE TABLE cadre.audit_entry (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    actor_id uuid,
    action text NOT NULL,
    subject text NOT NULL,
    details jsonb NOT NULL,
    CONSTRAINT audit_entry_pkey PRIMARY KEY (organization_id, id)
);
CREATE INDEX audit_entry_at_idx ON cadre.audit_entry (organization_id, at, id);

CREATE TABLE cadre.idempotency_key (
    organization_id uuid NOT NULL,
    actor_id uuid NOT NULL,
    command text NOT NULL,
    key text NOT NULL,
    request_hash bytea NOT NULL,
    answer jsonb,
    created_at timestamptz NOT NULL,
    CONSTRAINT idempotency_key_pkey PRIMARY KEY (organization_id, actor_id, command, key)
);
CREATE INDEX idempotency_key_created_idx ON cadre.idempotency_key (organization_id, created_at);

SELECT cadre.make_tenant_table('cadre.organization_profile', 'SELECT, INSERT, UPDATE');
SELECT cadre.make_tenant_table('cadre.member', 'SELECT, INSERT, UPDATE');
SELECT cadre.make_tenant_table('cadre.member_role', 'SELECT, INSERT, DELETE');
SELECT cadre.make_tenant_table('cadre.audit_entry', 'SELECT, INSERT');
SELECT cadre.make_tenant_table('cadre.idempotency_key', 'SELECT, INSERT, UPDATE, DELETE');

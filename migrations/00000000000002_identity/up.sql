-- Who signs in. Global, reached by cadre_system alone. No foreign key leads from here to tenant
-- tables or back: on a distributed database they live on other machines.

CREATE TABLE identity.organization (
    id uuid NOT NULL,
    slug text NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT organization_pkey PRIMARY KEY (id),
    CONSTRAINT organization_slug_key UNIQUE (slug),
    CONSTRAINT organization_slug_check CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$')
);

CREATE TABLE identity.account (
    id uuid NOT NULL,
    email text NOT NULL,
    password_hash text NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT account_pkey PRIMARY KEY (id),
    CONSTRAINT account_email_key UNIQUE (email)
);

-- One account may be a member of several organisations.
CREATE TABLE identity.membership (
    account_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    member_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT membership_pkey PRIMARY KEY (account_id, organization_id),
    CONSTRAINT membership_member_key UNIQUE (organization_id, member_id),
    CONSTRAINT membership_account_fkey FOREIGN KEY (account_id) REFERENCES identity.account (id),
    CONSTRAINT membership_organization_fkey FOREIGN KEY (organization_id) REFERENCES identity.organization (id)
);

CREATE TABLE identity.session (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    member_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    CONSTRAINT session_pkey PRIMARY KEY (id),
    CONSTRAINT session_membership_fkey FOREIGN KEY (account_id, organization_id)
        REFERENCES identity.membership (account_id, organization_id)
);
CREATE INDEX session_account_idx ON identity.session (account_id);

-- A refresh token lives for one use; using it again ends its session (reuse means theft).
CREATE TABLE identity.refresh_token (
    token_hash bytea NOT NULL,
    session_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    CONSTRAINT refresh_token_pkey PRIMARY KEY (token_hash),
    CONSTRAINT refresh_token_session_fkey FOREIGN KEY (session_id) REFERENCES identity.session (id)
);
CREATE INDEX refresh_token_session_idx ON identity.refresh_token (session_id);

-- Invitations are made inside the job that mails them, so that no secret waits in a queue.
CREATE TABLE identity.invitation (
    token_hash bytea NOT NULL,
    organization_id uuid NOT NULL,
    member_id uuid NOT NULL,
    email text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    accepted_at timestamptz,
    CONSTRAINT invitation_pkey PRIMARY KEY (token_hash),
    CONSTRAINT invitation_organization_fkey FOREIGN KEY (organization_id) REFERENCES identity.organization (id)
);
CREATE INDEX invitation_member_idx ON identity.invitation (organization_id, member_id);

-- Failed sign-in attempts, per e-mail and per address, hashed: what is counted is the attempt.
CREATE TABLE identity.sign_in_failure (
    subject_hash bytea NOT NULL,
    failed_at timestamptz NOT NULL,
    id uuid NOT NULL,
    CONSTRAINT sign_in_failure_pkey PRIMARY KEY (subject_hash, failed_at, id)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA identity TO cadre_system;

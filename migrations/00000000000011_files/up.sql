-- Files that people upload. The bytes stand in the object store under the id; a file that no work
-- takes up within a day is an orphan and is removed.
CREATE TABLE cadre.file (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    name text NOT NULL,
    media_type text NOT NULL,
    bytes bigint NOT NULL,
    sha256 bytea NOT NULL,
    uploaded_at timestamptz NOT NULL,
    attached_at timestamptz,
    CONSTRAINT file_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT file_owner_fkey FOREIGN KEY (organization_id, owner_id)
        REFERENCES cadre.member (organization_id, id),
    CONSTRAINT file_bytes_check CHECK (bytes BETWEEN 1 AND 26214400)
);
CREATE INDEX file_owner_idx ON cadre.file (organization_id, owner_id);
CREATE INDEX file_orphan_idx ON cadre.file (organization_id, uploaded_at) WHERE attached_at IS NULL;

SELECT cadre.make_tenant_table('cadre.file', 'SELECT, INSERT, UPDATE, DELETE');

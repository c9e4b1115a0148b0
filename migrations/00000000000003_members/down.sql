DROP TABLE cadre.idempotency_key;
DROP TABLE cadre.audit_entry;
DROP TABLE cadre.member_role;
DROP TABLE cadre.member;
DROP TABLE cadre.organization_profile;

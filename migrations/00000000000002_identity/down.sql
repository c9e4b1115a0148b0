DROP TABLE identity.sign_in_failure;
DROP TABLE identity.invitation;
DROP TABLE identity.refresh_token;
DROP TABLE identity.session;
DROP TABLE identity.membership;
DROP TABLE identity.account;
DROP TABLE identity.organization;

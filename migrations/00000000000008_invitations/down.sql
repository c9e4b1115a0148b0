ALTER TABLE cadre.member DROP COLUMN left_at;

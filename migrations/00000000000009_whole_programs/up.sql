-- A version keeps the whole program that it was made from, and progress has room for what completes
-- a module beside its lessons.

ALTER TABLE cadre.program_version ADD COLUMN document jsonb;
COMMENT ON COLUMN cadre.program_version.document IS
    'The whole program as adopted, without keys; null where it was adopted before this was kept.';

-- What completes a module beside its lessons. Kept with the progress, so that a board stays one
-- range. work_waits_since is set while a submission waits for a grader.
ALTER TABLE cadre.module_progress
    ADD COLUMN quiz_passed_at timestamptz,
    ADD COLUMN work_waits_since timestamptz,
    ADD COLUMN assignment_passed_at timestamptz;

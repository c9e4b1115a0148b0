ALTER TABLE cadre.module_progress
    DROP COLUMN quiz_passed_at,
    DROP COLUMN work_waits_since,
    DROP COLUMN assignment_passed_at;
ALTER TABLE cadre.program_version DROP COLUMN document;

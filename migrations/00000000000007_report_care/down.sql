DROP TABLE cadre.report_bounce;
UPDATE cadre.report_delivery SET state = 'stopped' WHERE state = 'quiet';
ALTER TABLE cadre.report_delivery DROP CONSTRAINT report_delivery_state_check;
ALTER TABLE cadre.report_delivery ADD CONSTRAINT report_delivery_state_check
    CHECK (state IN ('queued', 'sent', 'failed', 'stopped'));
DROP INDEX cadre.report_delivery_waiting_idx;

DELETE FROM cadre.report_stop WHERE kind IN ('mentor_reminder', 'mentoring_nudge');
ALTER TABLE cadre.report_stop DROP CONSTRAINT report_stop_kind_check;
ALTER TABLE cadre.report_stop ADD CONSTRAINT report_stop_kind_check
    CHECK (kind IN ('learner_digest', 'manager_note'));
DELETE FROM cadre.report_delivery_cohort c USING cadre.report_delivery d
    WHERE d.organization_id = c.organization_id AND d.id = c.delivery_id AND d.kind = 'mentor_reminder';
DELETE FROM cadre.report_delivery WHERE kind = 'mentor_reminder';
ALTER TABLE cadre.report_delivery DROP CONSTRAINT report_delivery_kind_check;
ALTER TABLE cadre.report_delivery ADD CONSTRAINT report_delivery_kind_check
    CHECK (kind IN ('learner_digest', 'manager_note'));
DROP TABLE cadre.calendar_feed;
DROP TABLE cadre.mentoring_mail;
DROP TABLE cadre.decision_request;
DROP TABLE cadre.escalation;
DROP TABLE cadre.health_check;
DROP TABLE cadre.break_glass;
DROP TABLE cadre.mentoring_note;
DROP TABLE cadre.note_key;

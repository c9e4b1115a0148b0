DROP TABLE cadre.fairness_answer;
DROP TABLE cadre.person_link;
DROP TABLE cadre.pair_again;
DROP TABLE cadre.mentoring_block;
DROP TABLE cadre.learner_focus;
DROP TABLE cadre.learner_profile;
DROP TABLE cadre.mentor_competency;
DROP TABLE cadre.mentor_profile;
DROP TABLE cadre.mentoring_person;
ALTER TABLE cadre.member DROP COLUMN guest_since;
DELETE FROM cadre.member_role WHERE role = 'coordinator';
ALTER TABLE cadre.member_role DROP CONSTRAINT member_role_role_check;
ALTER TABLE cadre.member_role ADD CONSTRAINT member_role_role_check
    CHECK (role IN ('admin', 'facilitator', 'mentor', 'sponsor'));

DROP TABLE cadre.mentoring_session;
DROP TABLE cadre.closing_form;
DROP TABLE cadre.mentoring_goal;
DROP TABLE cadre.mentoring_agreement;
DROP TABLE cadre.pair_timer;
DROP TABLE cadre.pair_event;
DROP TABLE cadre.pair_answer;
DROP TABLE cadre.pair;

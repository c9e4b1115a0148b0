DROP TABLE cadre.lesson_completion;
DROP TABLE cadre.module_progress;
DROP TABLE cadre.enrolment;
DROP TABLE cadre.cohort_facilitator;
DROP TABLE cadre.cohort;

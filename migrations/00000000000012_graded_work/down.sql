DROP TABLE cadre.calibration;
DROP TABLE cadre.grade;
DROP TABLE cadre.submission_file;
DROP TABLE cadre.submission_version;
DROP TABLE cadre.submission;
DROP TABLE cadre.cohort_grader;

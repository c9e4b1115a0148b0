DROP TABLE cadre.match_draft;
DROP TABLE cadre.matching_run_input;
DROP TABLE cadre.matching_run;

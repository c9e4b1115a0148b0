DROP TABLE cadre.report_stop;
DROP TABLE cadre.report_delivery_cohort;
DROP TABLE cadre.report_delivery;

DROP TABLE cadre.lesson;
DROP TABLE cadre.module_competency;
DROP TABLE cadre.module_prerequisite;
DROP TABLE cadre.module;
DROP TABLE cadre.rubric;
DROP TABLE cadre.program_version;
DROP TABLE cadre.program;
DROP TABLE cadre.competency;

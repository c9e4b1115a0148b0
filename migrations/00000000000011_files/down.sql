DROP TABLE cadre.file;

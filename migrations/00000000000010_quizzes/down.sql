DROP TABLE cadre.text_grade;
DROP TABLE cadre.attempt;
DROP TABLE cadre.sample;
DROP TABLE cadre.item_key;
DROP TABLE cadre.item;
DROP TABLE cadre.quiz;
DROP TABLE cadre.assignment;

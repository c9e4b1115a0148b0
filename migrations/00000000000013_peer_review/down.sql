DROP TABLE cadre.peer_review;
DROP TABLE cadre.peer_round;

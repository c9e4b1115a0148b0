-- Somebody who left: they neither sign in nor get mail, and what they did stays. Whoever invites
-- them again empties the column.
ALTER TABLE cadre.member ADD COLUMN left_at timestamptz;

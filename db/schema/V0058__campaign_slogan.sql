-- What the posters of a campaign say below the producer's name; empty: what all posters say.

ALTER TABLE campaign ADD COLUMN slogan VARCHAR(64) CHARACTER SET utf8mb4 NOT NULL DEFAULT '';

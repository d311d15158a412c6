-- +goose Up
-- What came of a round that is over changes no more, so it is written down when the round closes.
ALTER TABLE live ADD COLUMN guesses INTEGER NOT NULL DEFAULT 0;
ALTER TABLE live ADD COLUMN hits INTEGER NOT NULL DEFAULT 0;
UPDATE live SET guesses = (SELECT COUNT(*) FROM live_guesses g WHERE g.live_id = live.id AND g.counted = 1),
  hits = (SELECT COUNT(*) FROM live_guesses g WHERE g.live_id = live.id AND g.counted = 1 AND
    ABS(g.guess - live.actual) <= live.near)
  WHERE state <> 'open';
-- Who made a link, so that nobody lets themselves in. Empty for links of the command line and for older ones.
ALTER TABLE links ADD COLUMN by_id TEXT NOT NULL DEFAULT '';
CREATE INDEX links_person ON links (person_id);
CREATE INDEX visits_person ON visits (person_id);

-- +goose Down
DROP INDEX visits_person;
DROP INDEX links_person;
ALTER TABLE links DROP COLUMN by_id;
ALTER TABLE live DROP COLUMN hits;
ALTER TABLE live DROP COLUMN guesses;

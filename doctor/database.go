package doctor

import (
	"strings"
	"time"

	"tradeofflab/say"
	"tradeofflab/store"
)

func database(c store.Condition, err error) Line {
	const check = "database"
	const file = "let the user of the lab write the file and its folder, on a disk that has room and is not read-only"
	switch {
	case err != nil && c.Postgres:
		return wrong(check, "see that it runs, that its address is right and that the lab may open it", "%v", err)
	case err != nil:
		return wrong(check, file, "%v", err)
	case c.Missing:
		return fine(check, "there is no file yet; lab serve makes it")
	case c.Unwritable != nil && strings.Contains(c.Unwritable.Error(), "locked"):
		return warn(check, "see which process it is, and end it if it hangs", "somebody writes for longer than 2 s")
	case c.Unwritable != nil:
		return wrong(check, file, "nothing can be written: %v", c.Unwritable)
	case c.Postgres:
		return fine(check, "PostgreSQL answers")
	}
	return fine(check, "SQLite, %s", size(c.Bytes))
}

func schema(c store.Condition) Line {
	const check = "schema"
	switch {
	case c.Schema > c.Known:
		return wrong(check, "start the release that made it, or restore the copy it kept before it upgraded",
			"the database has %d, and this release knows %d", c.Schema, c.Known)
	case c.Schema == 0:
		return fine(check, "none yet; lab serve makes it")
	case c.Schema < c.Known:
		return fine(check, "%d; lab serve brings it to %d", c.Schema, c.Known)
	}
	return fine(check, "%d, that of this release", c.Schema)
}

func integrity(c store.Condition) Line {
	if c.Damage != "" {
		return wrong("integrity", "stop the lab and restore a backup: lab restore FILE", "the file is damaged: %s",
			c.Damage)
	}
	return fine("integrity", "its pages fit together")
}

// Clocks may differ by a little; an LMS refuses what is two minutes off.
const (
	noticed = 2 * time.Second
	refused = time.Minute
)

func clock(c store.Condition, now time.Time) Line {
	const check, wayOut = "clock", "let both machines take the time from the same place, such as with systemd-timesyncd"
	ms := now.UnixMilli()
	if c.Postgres {
		off := time.Duration(ms-c.ClockMS) * time.Millisecond
		switch {
		case off.Abs() > refused:
			return wrong(check, wayOut, "this machine and the database are %v apart", off.Abs())
		case off.Abs() > noticed:
			return warn(check, wayOut, "this machine and the database are %v apart", off.Abs())
		}
		return fine(check, "this machine and the database agree")
	}
	if ahead := time.Duration(c.NewestMS-ms) * time.Millisecond; ahead > refused {
		return wrong(check, "set the clock of this machine; deadlines go by it",
			"the database holds a time %v from now: the clock went back", ahead.Round(time.Second))
	}
	return fine(check, "%s UTC, and nothing in the database is later", now.UTC().Format("2006-01-02 15:04:05"))
}

// manyWaiting is how many submissions without a grade are more than a class hands in at once.
const manyWaiting = 200

func work(c store.Condition) Line {
	if c.Waiting > manyWaiting {
		return warn("grading", "see whether lab serve runs, and what its log says of grades",
			"%d submissions wait for a grade", c.Waiting)
	}
	return fine("grading", "%s without a grade", say.Count(c.Waiting, "submission"))
}

func overdue(c store.Condition) Line {
	if c.Overdue > 0 {
		return warn("retention", "lab purge shows what is overdue, and with --apply erases it",
			"%d %s kept longer than is said", c.Overdue, say.Either(c.Overdue, "class is", "classes are"))
	}
	return fine("retention", "no class is kept longer than is said")
}

// oldKey is how long one key of the lab is shown to an LMS before it had better be another.
const oldKey = 365 * 24 * time.Hour

func key(c store.Condition, now time.Time) Line {
	const check = "LTI key"
	if c.KeyMS == 0 {
		return fine(check, "none yet; the first launch makes one")
	}
	days := int(now.Sub(time.UnixMilli(c.KeyMS)).Hours() / 24)
	if now.Sub(time.UnixMilli(c.KeyMS)) > oldKey {
		return warn(check, "lab lti keys --rotate", "%d days old", days)
	}
	return fine(check, "%s old", say.Count(days, "day"))
}

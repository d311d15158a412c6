package classes

import (
	"fmt"
	"slices"
	"time"
	_ "time/tzdata" // a machine or an image without zone files knows the zones all the same
)

// WallForm is the form of a time as a field of a page has it.
const WallForm = "2006-01-02T15:04"

// Zone gives the time zone of an IANA name such as "Asia/Jakarta". The names "Local" and, where the machine has zone
// files, "localtime", "posixrules" and "right/…" mean other clocks on each machine and are refused: no name of the list
// begins with a small letter.
func Zone(name string) (*time.Location, error) {
	zone, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" || name[0] < 'A' || name[0] > 'Z' {
		return nil, fmt.Errorf("there is no time zone %q; names are those of the IANA list, such as Europe/Berlin",
			name)
	}
	return zone, nil
}

// Wall reads a time of the clocks in a zone. A time that a change of the clocks skips, or brings twice, is refused with
// both readings, since nobody can say which moment it means.
func Wall(zone *time.Location, text string) (time.Time, error) {
	w, err := time.Parse(WallForm, text)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is not a time; write it as 2026-03-29T23:59", text)
	}
	return wall(zone, w)
}

// Years of a class. A year typed with two digits would mean the time of the Romans, and limits lie after 1970, since 0
// means none.
const (
	firstYear = 2000
	lastYear  = 9999
)

// wall is the moment at which the clocks of a zone show the date and time of w.
func wall(zone *time.Location, w time.Time) (time.Time, error) {
	if w.Year() < firstYear || w.Year() > lastYear {
		return time.Time{}, fmt.Errorf("years go from %d to %d; got %d", firstYear, lastYear, w.Year())
	}
	var found []time.Time
	for _, offset := range offsets(zone, w) {
		at := w.Add(-time.Duration(offset) * time.Second).In(zone)
		if at.Format(WallForm) == w.Format(WallForm) {
			found = append(found, at)
		}
	}
	const inFull = "15:04 on Monday 2 January 2006"
	switch shown := w.Format(inFull); len(found) {
	case 1:
		return found[0], nil
	case 0:
		before, after := skipped(zone, w)
		form := "15:04"
		if before.Day() != after.Day() { // where the clocks skip midnight or a whole date, the hour alone misleads
			form = inFull
		}
		return time.Time{}, fmt.Errorf("%s does not exist in %s: the clocks are put forward over it. "+
			"Choose %s or %s", shown, zone, before.Format(form), after.Format(form))
	default:
		return time.Time{}, fmt.Errorf("%s comes twice in %s: first as %s, %s later as %s. Choose an earlier or a "+
			"later time", shown, zone, found[0].Format("UTC-07:00"), Span(found[1].Sub(found[0]).Milliseconds()),
			found[1].Format("UTC-07:00"))
	}
}

// offsets are the offsets from UTC, in seconds, that a zone has around a date, in the order in which they come.
func offsets(zone *time.Location, w time.Time) []int {
	var all []int
	for _, around := range []time.Duration{-36 * time.Hour, 0, 36 * time.Hour} {
		_, offset := w.Add(around).In(zone).Zone()
		if !slices.Contains(all, offset) {
			all = append(all, offset)
		}
	}
	return all
}

// skipped gives the last minute before the gap that holds w, and the first after it.
func skipped(zone *time.Location, w time.Time) (before, after time.Time) {
	exists := func(t time.Time) bool {
		for _, offset := range offsets(zone, t) {
			if t.Add(-time.Duration(offset)*time.Second).In(zone).Format(WallForm) == t.Format(WallForm) {
				return true
			}
		}
		return false
	}
	for before = w; !exists(before); before = before.Add(-time.Minute) {
	}
	for after = w; !exists(after); after = after.Add(time.Minute) {
	}
	return before, after
}

// Later is the moment so many dates later at which the clocks show the same time, as "three more days" means it. Where
// a change of the clocks leaves no such moment, or two, the error says so.
func Later(at time.Time, days int) (time.Time, error) {
	w := time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), 0, time.UTC)
	moved, err := wall(at.Location(), w.AddDate(0, 0, days).Truncate(time.Minute))
	if err != nil {
		return time.Time{}, err
	}
	return moved.Add(time.Duration(at.Second())*time.Second + time.Duration(at.Nanosecond())), nil
}

// Moved is the moment as far from at, on the clocks, as to is from from: what moves along with something else.
func Moved(at, from, to time.Time) (time.Time, error) {
	w := clocks(at).Add(clocks(to).Sub(clocks(from)))
	moved, err := wall(at.Location(), w.Truncate(time.Minute))
	if err != nil {
		return time.Time{}, err
	}
	return moved.Add(w.Sub(w.Truncate(time.Minute))), nil
}

// clocks are what the clocks show at a moment, as if there were no zones.
func clocks(at time.Time) time.Time {
	return time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), at.Nanosecond(), time.UTC)
}

// Moment shows a moment as the clocks of a zone do, with weekday and offset: "Mon 2 Mar 2026, 23:59 (UTC+07:00)".
func Moment(ms int64, zone *time.Location) string {
	return time.UnixMilli(ms).In(zone).Format("Mon 2 Jan 2006, 15:04 (UTC-07:00)")
}

// Span says how long something lasts in its two largest units, and below an hour in one: "2 days 4 h", "5 min", "40 s".
func Span(ms int64) string {
	s := ms / 1000
	switch {
	case ms > 0 && s == 0:
		return "less than 1 s"
	case s < 60:
		return fmt.Sprintf("%d s", s)
	case s < 3600:
		return pair(s/60, "min", "min", 0, "")
	case s < 86400:
		return pair(s/3600, "h", "h", s/60%60, "min")
	}
	return pair(s/86400, "day", "days", s/3600%24, "h")
}

func pair(n int64, one, many string, rest int64, unit string) string {
	if n == 1 {
		many = one
	}
	if rest == 0 {
		return fmt.Sprintf("%d %s", n, many)
	}
	return fmt.Sprintf("%d %s %d %s", n, many, rest, unit)
}

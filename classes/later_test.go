package classes

import (
	"strings"
	"testing"
	"time"
)

func TestLater(t *testing.T) {
	for _, tt := range []struct {
		zone, text string
		days       int
		want       string
	}{
		// Three dates are 71 hours over one change, 73 over the other, and 72 elsewhere.
		{"Europe/Berlin", "2026-03-27T23:59", 3, "2026-03-30T21:59Z"},
		{"Europe/Berlin", "2026-10-23T23:59", 3, "2026-10-26T22:59Z"},
		{"Europe/Berlin", "2026-05-04T23:59", 3, "2026-05-07T21:59Z"},
		{"Europe/Berlin", "2026-03-26T02:30", 3, "does not exist"},
		{"Europe/Berlin", "2026-10-22T02:30", 3, "comes twice"},
		{"Europe/Berlin", "2026-03-26T02:30", 4, "2026-03-30T00:30Z"},
		{"Europe/Berlin", "2026-10-22T02:30", 4, "2026-10-26T01:30Z"},
		{"Europe/Berlin", "2026-03-26T02:30", 217, "2026-10-29T01:30Z"},
		{"America/New_York", "2026-03-06T12:00", 3, "2026-03-09T16:00Z"},
		{"America/New_York", "2026-10-30T12:00", 3, "2026-11-02T17:00Z"},
		{"America/New_York", "2026-03-05T02:30", 3, "does not exist"},
		{"America/New_York", "2026-10-29T01:30", 3, "comes twice"},
		{"Asia/Jakarta", "2026-03-27T23:59", 3, "2026-03-30T16:59Z"},
		{"Australia/Lord_Howe", "2026-04-04T12:00", 1, "2026-04-05T01:30Z"},
		{"Australia/Lord_Howe", "2026-10-03T12:00", 1, "2026-10-04T01:00Z"},
		{"Pacific/Apia", "2011-12-29T12:00", 1, "does not exist"},
		{"Pacific/Apia", "2011-12-29T12:00", 2, "2011-12-30T22:00Z"},
		{"America/Sao_Paulo", "2018-11-03T00:00", 1, "does not exist"},
		{"America/Sao_Paulo", "2018-11-02T23:59", 1, "2018-11-04T02:59Z"},
		{"UTC", "2028-02-28T12:00", 1, "2028-02-29T12:00Z"},
		{"UTC", "2026-02-28T12:00", 1, "2026-03-01T12:00Z"},
		{"UTC", "2026-01-31T12:00", 30, "2026-03-02T12:00Z"},
		{"UTC", "2026-12-31T23:59", 1, "2027-01-01T23:59Z"},
		{"UTC", "2026-03-01T12:00", -1, "2026-02-28T12:00Z"},
		{"UTC", "2026-03-01T12:00", 0, "2026-03-01T12:00Z"},
		{"UTC", "9999-12-31T12:00", 1, "years go from"},
		{"Europe/Berlin", "2026-03-01T12:00", 1 << 40, "years go from"},
		{"Europe/Berlin", "2026-03-01T12:00", -1 << 40, "years go from"},
	} {
		at, err := Wall(zone(t, tt.zone), tt.text)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Later(at, tt.days)
		if !strings.HasSuffix(tt.want, "Z") {
			if err == nil || !strings.Contains(err.Error(), tt.want) || !got.IsZero() {
				t.Errorf("Later(%v, %d) = %v, %v; want %q", at, tt.days, got, err, tt.want)
			}
			continue
		}
		if err != nil || got.UTC().Format(WallForm+"Z07:00") != tt.want {
			t.Errorf("Later(%v, %d) = %v, %v; want %s", at, tt.days, got.UTC(), err, tt.want)
		}
	}
}

// A limit in the last millisecond of a day stays there, and one of the two readings of a doubled hour has a plain one
// on the next day.
func TestLaterFromAnyMoment(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	for _, tt := range []struct {
		utc, want string
		days      int
	}{
		{"2026-03-27T22:59:59.999Z", "2026-03-30T21:59:59.999Z", 3},
		{"2026-03-27T22:59:30Z", "2026-03-28T22:59:30Z", 1},
		{"2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z", 1}, // 02:30 in summer time
		{"2026-10-25T01:30:00Z", "2026-10-26T01:30:00Z", 1}, // 02:30 in winter time
	} {
		at, err := time.Parse(time.RFC3339Nano, tt.utc)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Later(at.In(berlin), tt.days)
		if err != nil || got.UTC().Format(time.RFC3339Nano) != tt.want {
			t.Errorf("Later(%s, %d) = %v, %v; want %s", tt.utc, tt.days, got.UTC(), err, tt.want)
		}
	}
}

func TestMoment(t *testing.T) {
	for _, tt := range []struct {
		zone string
		ms   int64
		want string
	}{
		{"Europe/Berlin", due, "Fri 27 Mar 2026, 23:59 (UTC+01:00)"},
		{"Europe/Berlin", due + 2*day, "Mon 30 Mar 2026, 00:59 (UTC+02:00)"},
		{"America/New_York", due, "Fri 27 Mar 2026, 18:59 (UTC-04:00)"},
		{"Asia/Jakarta", due, "Sat 28 Mar 2026, 05:59 (UTC+07:00)"},
		{"Asia/Kolkata", due, "Sat 28 Mar 2026, 04:29 (UTC+05:30)"},
		{"Australia/Lord_Howe", due, "Sat 28 Mar 2026, 09:59 (UTC+11:00)"},
		{"UTC", due, "Fri 27 Mar 2026, 22:59 (UTC+00:00)"},
		{"UTC", due + minute - 1, "Fri 27 Mar 2026, 22:59 (UTC+00:00)"},
		{"UTC", due + 36*day, "Sat 2 May 2026, 22:59 (UTC+00:00)"},
		{"Europe/Berlin", 1_792_888_200_000, "Sun 25 Oct 2026, 02:30 (UTC+02:00)"},
		{"Europe/Berlin", 1_792_891_800_000, "Sun 25 Oct 2026, 02:30 (UTC+01:00)"},
	} {
		if got := Moment(tt.ms, zone(t, tt.zone)); got != tt.want {
			t.Errorf("Moment(%d, %s) = %q, want %q", tt.ms, tt.zone, got, tt.want)
		}
	}
}

func TestSpan(t *testing.T) {
	for _, tt := range []struct {
		ms   int64
		want string
	}{
		{0, "0 s"}, {1, "less than 1 s"}, {999, "less than 1 s"}, {1000, "1 s"}, {40_500, "40 s"}, {59_999, "59 s"},
		{minute, "1 min"}, {90_000, "1 min"}, {5 * minute, "5 min"}, {hour - 1, "59 min"},
		{hour, "1 h"}, {hour + minute - 1, "1 h"}, {hour + minute, "1 h 1 min"}, {3*hour + 20*minute, "3 h 20 min"},
		{day - 1, "23 h 59 min"}, {day, "1 day"}, {day + hour - 1, "1 day"}, {day + hour, "1 day 1 h"},
		{2*day + 4*hour + 59*minute, "2 days 4 h"}, {2 * day, "2 days"}, {366 * day, "366 days"},
	} {
		if got := Span(tt.ms); got != tt.want {
			t.Errorf("Span(%d) = %q, want %q", tt.ms, got, tt.want)
		}
	}
}

package classes

import (
	"strings"
	"testing"
	"time"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := Zone(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestZone(t *testing.T) {
	for _, name := range []string{"Europe/Berlin", "America/New_York", "Asia/Jakarta", "Australia/Lord_Howe",
		"America/Argentina/Buenos_Aires", "America/Port-au-Prince", "Asia/Kolkata", "Etc/GMT+5", "UTC", "GMT"} {
		if z, err := Zone(name); err != nil || z.String() != name {
			t.Errorf("Zone(%q) = %v, %v", name, z, err)
		}
	}
	// The last ones are files that some machines have, and mean something else on each.
	for _, name := range []string{"", " ", "Local", "local", "Europe", "Europe/", "Europe/Berlin ", " Europe/Berlin",
		"europe/berlin", "Europe/Atlantis", "+02:00", "UTC+2", "../UTC", "/UTC", `Europe\Berlin`, "Europe/../UTC",
		"\x00",
		"localtime", "posixrules", "right/Europe/Berlin", "posix/Europe/Berlin", "tzdata.zi", "zone.tab"} {
		if z, err := Zone(name); err == nil || z != nil || !strings.Contains(err.Error(), "there is no time zone") {
			t.Errorf("Zone(%q) = %v, %v; want it refused", name, z, err)
		}
	}
}

// What the clocks of a zone do, each with its last and first minutes: the moments are worked out from the offsets of
// the IANA list by hand, and agree with zoneinfo of Python.
var wallCases = []struct{ zone, text, want string }{
	// 29 March 2026, 02:00 to 03:00: +1 to +2.
	{"Europe/Berlin", "2026-03-29T01:59", "2026-03-29T00:59Z"},
	{"Europe/Berlin", "2026-03-29T02:00", "skipped"},
	{"Europe/Berlin", "2026-03-29T02:30", "skipped"},
	{"Europe/Berlin", "2026-03-29T02:59", "skipped"},
	{"Europe/Berlin", "2026-03-29T03:00", "2026-03-29T01:00Z"},
	{"Europe/Berlin", "2026-03-28T23:59", "2026-03-28T22:59Z"},
	{"Europe/Berlin", "2026-03-29T23:59", "2026-03-29T21:59Z"},
	// 25 October 2026, 03:00 to 02:00: +2 to +1.
	{"Europe/Berlin", "2026-10-25T01:59", "2026-10-24T23:59Z"},
	{"Europe/Berlin", "2026-10-25T02:00", "twice"},
	{"Europe/Berlin", "2026-10-25T02:59", "twice"},
	{"Europe/Berlin", "2026-10-25T03:00", "2026-10-25T02:00Z"},
	{"Europe/Berlin", "2026-10-24T23:59", "2026-10-24T21:59Z"},
	{"Europe/Berlin", "2026-10-25T23:59", "2026-10-25T22:59Z"},
	// 8 March 2026, 02:00 to 03:00: -5 to -4.
	{"America/New_York", "2026-03-08T01:59", "2026-03-08T06:59Z"},
	{"America/New_York", "2026-03-08T02:00", "skipped"},
	{"America/New_York", "2026-03-08T02:59", "skipped"},
	{"America/New_York", "2026-03-08T03:00", "2026-03-08T07:00Z"},
	// 1 November 2026, 02:00 to 01:00: -4 to -5.
	{"America/New_York", "2026-11-01T00:59", "2026-11-01T04:59Z"},
	{"America/New_York", "2026-11-01T01:00", "twice"},
	{"America/New_York", "2026-11-01T01:59", "twice"},
	{"America/New_York", "2026-11-01T02:00", "2026-11-01T07:00Z"},
	// +7 all year: what others skip and double is plain here.
	{"Asia/Jakarta", "2026-03-29T02:30", "2026-03-28T19:30Z"},
	{"Asia/Jakarta", "2026-10-25T02:30", "2026-10-24T19:30Z"},
	{"Asia/Jakarta", "2026-03-08T02:30", "2026-03-07T19:30Z"},
	{"Asia/Jakarta", "2026-01-01T00:00", "2025-12-31T17:00Z"},
	// 5 April 2026, 02:00 to 01:30: +11 to +10:30. 4 October 2026, 02:00 to 02:30.
	{"Australia/Lord_Howe", "2026-04-05T01:29", "2026-04-04T14:29Z"},
	{"Australia/Lord_Howe", "2026-04-05T01:30", "twice"},
	{"Australia/Lord_Howe", "2026-04-05T01:59", "twice"},
	{"Australia/Lord_Howe", "2026-04-05T02:00", "2026-04-04T15:30Z"},
	{"Australia/Lord_Howe", "2026-10-04T01:59", "2026-10-03T15:29Z"},
	{"Australia/Lord_Howe", "2026-10-04T02:00", "skipped"},
	{"Australia/Lord_Howe", "2026-10-04T02:29", "skipped"},
	{"Australia/Lord_Howe", "2026-10-04T02:30", "2026-10-03T15:30Z"},
	// +1, but +0 during Ramadan: 10 March 2024, 03:00 to 02:00, to 14 April, 02:00 to 03:00.
	{"Africa/Casablanca", "2024-03-10T01:59", "2024-03-10T00:59Z"},
	{"Africa/Casablanca", "2024-03-10T02:00", "twice"},
	{"Africa/Casablanca", "2024-03-10T02:59", "twice"},
	{"Africa/Casablanca", "2024-03-10T03:00", "2024-03-10T03:00Z"},
	{"Africa/Casablanca", "2024-03-20T12:00", "2024-03-20T12:00Z"},
	{"Africa/Casablanca", "2024-04-14T02:00", "skipped"},
	{"Africa/Casablanca", "2024-04-14T02:59", "skipped"},
	{"Africa/Casablanca", "2024-04-14T03:00", "2024-04-14T02:00Z"},
	// 30 December 2011 was left out: -10 to +14.
	{"Pacific/Apia", "2011-12-29T23:59", "2011-12-30T09:59Z"},
	{"Pacific/Apia", "2011-12-30T00:00", "skipped"},
	{"Pacific/Apia", "2011-12-30T12:00", "skipped"},
	{"Pacific/Apia", "2011-12-30T23:59", "skipped"},
	{"Pacific/Apia", "2011-12-31T00:00", "2011-12-30T10:00Z"},
	// 4 November 2018, 00:00 to 01:00: -3 to -2. 17 February 2019, 00:00 to 23:00 of the day before. None after that.
	{"America/Sao_Paulo", "2018-11-03T23:59", "2018-11-04T02:59Z"},
	{"America/Sao_Paulo", "2018-11-04T00:00", "skipped"},
	{"America/Sao_Paulo", "2018-11-04T00:59", "skipped"},
	{"America/Sao_Paulo", "2018-11-04T01:00", "2018-11-04T03:00Z"},
	{"America/Sao_Paulo", "2019-02-16T22:59", "2019-02-17T00:59Z"},
	{"America/Sao_Paulo", "2019-02-16T23:59", "twice"},
	{"America/Sao_Paulo", "2019-02-17T00:00", "2019-02-17T03:00Z"},
	{"America/Sao_Paulo", "2026-11-01T00:00", "2026-11-01T03:00Z"},
	// Offsets that are not whole hours, and the ends of the world.
	{"Asia/Kolkata", "2026-03-29T02:30", "2026-03-28T21:00Z"},
	{"Asia/Kathmandu", "2026-03-29T02:30", "2026-03-28T20:45Z"},
	{"Pacific/Kiritimati", "2026-01-01T00:00", "2025-12-31T10:00Z"},
	{"Etc/GMT+12", "2026-01-01T00:00", "2026-01-01T12:00Z"},
	{"UTC", "2026-03-29T02:30", "2026-03-29T02:30Z"},
	{"UTC", "2028-02-29T12:00", "2028-02-29T12:00Z"},
	{"UTC", "2000-01-01T00:00", "2000-01-01T00:00Z"},
	{"UTC", "9999-12-31T23:59", "9999-12-31T23:59Z"},
	// What is no time at all.
	{"UTC", "", "no time"},
	{"UTC", "tomorrow", "no time"},
	{"UTC", "2026-03-29", "no time"},
	{"UTC", "23:59", "no time"},
	{"UTC", "2026-03-29 23:59", "no time"},
	{"UTC", " 2026-03-29T23:59", "no time"},
	{"UTC", "2026-03-29T23:59:00", "no time"},
	{"UTC", "2026-03-29T23:59Z", "no time"},
	{"UTC", "2026-03-29T23:59+02:00", "no time"},
	{"UTC", "2026-03-29T11:59 pm", "no time"},
	{"UTC", "2026-03-29T24:00", "no time"},
	{"UTC", "2026-03-29T23:60", "no time"},
	{"UTC", "2026-02-29T12:00", "no time"},
	{"UTC", "2026-04-31T12:00", "no time"},
	{"UTC", "2026-13-01T12:00", "no time"},
	{"UTC", "2026-00-01T12:00", "no time"},
	{"UTC", "26-03-29T23:59", "no time"},
	{"UTC", "12026-03-29T23:59", "no time"},
	{"UTC", "-2026-03-29T23:59", "no time"},
	{"UTC", "29.03.2026 23:59", "no time"},
	{"UTC", "2026-03-29T23:59\x00", "no time"},
	// Years that a form lets through while somebody types 26, or slips.
	{"UTC", "0000-01-01T00:00", "no year"},
	{"Europe/Berlin", "0026-03-29T23:59", "no year"},
	{"UTC", "0202-03-29T23:59", "no year"},
	{"UTC", "1970-01-01T00:00", "no year"},
	{"UTC", "1999-12-31T23:59", "no year"},
}

func TestWall(t *testing.T) {
	words := map[string]string{"skipped": "does not exist in", "twice": "comes twice in", "no time": "is not a time",
		"no year": "years go from 2000 to 9999"}
	for _, tt := range wallCases {
		z := zone(t, tt.zone)
		got, err := Wall(z, tt.text)
		if word := words[tt.want]; word != "" {
			if err == nil || !strings.Contains(err.Error(), word) || !got.IsZero() {
				t.Errorf("Wall(%s, %q) = %v, %v; want %q", tt.zone, tt.text, got, err, word)
			}
			continue
		}
		if err != nil || got.UTC().Format(WallForm+"Z07:00") != tt.want || got.Location() != z {
			t.Errorf("Wall(%s, %q) = %v, %v; want %s", tt.zone, tt.text, got, err, tt.want)
		}
	}
}

// The words are what a teacher has to choose by: both readings, with dates where the hour alone would mislead.
func TestWallSaysWhy(t *testing.T) {
	for _, tt := range []struct{ zone, text, want string }{
		{"Europe/Berlin", "2026-03-29T02:30",
			"02:30 on Sunday 29 March 2026 does not exist in Europe/Berlin: the clocks are put forward over it. " +
				"Choose 01:59 or 03:00"},
		{"Europe/Berlin", "2026-10-25T02:30",
			"02:30 on Sunday 25 October 2026 comes twice in Europe/Berlin: first as UTC+02:00, 1 h later as " +
				"UTC+01:00. Choose an earlier or a later time"},
		{"America/New_York", "2026-11-01T01:00",
			"01:00 on Sunday 1 November 2026 comes twice in America/New_York: first as UTC-04:00, 1 h later as " +
				"UTC-05:00. Choose an earlier or a later time"},
		{"Australia/Lord_Howe", "2026-10-04T02:00",
			"02:00 on Sunday 4 October 2026 does not exist in Australia/Lord_Howe: the clocks are put forward over " +
				"it. Choose 01:59 or 02:30"},
		{"Australia/Lord_Howe", "2026-04-05T01:45",
			"01:45 on Sunday 5 April 2026 comes twice in Australia/Lord_Howe: first as UTC+11:00, 30 min later as " +
				"UTC+10:30. Choose an earlier or a later time"},
		{"America/Sao_Paulo", "2018-11-04T00:30",
			"00:30 on Sunday 4 November 2018 does not exist in America/Sao_Paulo: the clocks are put forward over " +
				"it. Choose 23:59 on Saturday 3 November 2018 or 01:00 on Sunday 4 November 2018"},
		{"Pacific/Apia", "2011-12-30T12:00",
			"12:00 on Friday 30 December 2011 does not exist in Pacific/Apia: the clocks are put forward over it. " +
				"Choose 23:59 on Thursday 29 December 2011 or 00:00 on Saturday 31 December 2011"},
		{"UTC", "2026-02-30T12:00", `"2026-02-30T12:00" is not a time; write it as 2026-03-29T23:59`},
		{"UTC", "0026-03-29T23:59", "years go from 2000 to 9999; got 26"},
	} {
		if _, err := Wall(zone(t, tt.zone), tt.text); err == nil || err.Error() != tt.want {
			t.Errorf("Wall(%s, %q):\n%v\nwant\n%s", tt.zone, tt.text, err, tt.want)
		}
	}
}

// TestWallAllYear walks through a year by quarters of an hour: what the clocks show once reads back as that moment, and
// what they show twice or never is refused.
func TestWallAllYear(t *testing.T) {
	for _, name := range []string{"Europe/Berlin", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu"} {
		z := zone(t, name)
		shows := map[string][]time.Time{}
		begin := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
		for at := begin; at.Year() == 2024; at = at.Add(15 * time.Minute) {
			text := at.In(z).Format(WallForm)
			shows[text] = append(shows[text], at)
		}
		for w := begin.AddDate(0, 0, 1); w.Before(begin.AddDate(0, 0, 365)); w = w.Add(15 * time.Minute) {
			text := w.Format(WallForm)
			got, err := Wall(z, text)
			if once := len(shows[text]) == 1; once != (err == nil) || once && !got.Equal(shows[text][0]) {
				t.Fatalf("Wall(%s, %q) = %v, %v; the clocks show it at %v", name, text, got, err, shows[text])
			}
		}
	}
}

func FuzzWall(f *testing.F) {
	zones := []string{"Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo", "Africa/Casablanca",
		"Pacific/Kwajalein", "Asia/Pyongyang", "UTC"}
	for i, text := range []string{"2026-03-29T02:30", "2026-10-25T02:30", "2011-12-30T12:00", "2018-11-04T00:00", "",
		"0000-00-00T00:00", "9999-12-31T23:59", "2026-03-29T2:30", "2026-03-29T02:30:00"} {
		f.Add(text, uint8(i))
	}
	f.Fuzz(func(t *testing.T, text string, n uint8) {
		z := zone(t, zones[int(n)%len(zones)])
		at, err := Wall(z, text)
		if err != nil {
			if strings.ContainsAny(err.Error(), "\n\x00") {
				t.Errorf("Wall(%v, %q): %q", z, text, err)
			}
			return
		}
		shown := at.Format(WallForm)
		if hour := strings.Replace(text, "T", "T0", 1); shown != text && shown != hour { // 2:30 is read as 02:30
			t.Errorf("Wall(%v, %q) is %v", z, text, at)
		}
		if again, err := Wall(z, shown); err != nil || !again.Equal(at) {
			t.Errorf("Wall(%v, %q) is %v, read again %v, %v", z, text, at, again, err)
		}
		if same, err := Later(at, 0); err != nil || !same.Equal(at) {
			t.Errorf("no days after %v it is %v, %v", at, same, err)
		}
	})
}

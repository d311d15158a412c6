package book

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"tradeofflab/classes"
	"tradeofflab/store"
)

// sample is a gradebook of two assignments of one title and one of another, with learners of nasty names.
func sample() Book {
	b := Book{cells: map[key]Cell{}}
	for i, title := range []string{"Ring", "Index, deep", "Ring"} {
		b.Assignments = append(b.Assignments, store.Assignment{ID: fmt.Sprint("a", i), Title: title, Points: 1000})
	}
	for i, e := range []store.Enrolment{{Name: "Budi", Number: "17", Email: "budi@example.org"}, {Name: "=SUM(A1)"},
		{Name: "Citra", Number: "18"}, {Name: "citra", Number: "19"}, {Name: "Dewi", State: store.Invited},
		{Name: "Deleted learner", State: store.Left}} {
		e.ID, e.Role = fmt.Sprint("e", i), "learner"
		if e.State == "" {
			e.State, e.Person = store.Active, fmt.Sprint("p", i)
		}
		b.Learners = append(b.Learners, e)
		for j, a := range b.Assignments {
			c := Cell{}
			c.State, c.Max = classes.Nothing, 1000
			if i == 0 && j < 2 {
				c.State, c.Counted, c.Points = classes.Graded, true, classes.Points(750+j*100)
			}
			b.cells[key{a.ID, e.ID}] = c
		}
	}
	return b
}

func written(t testing.TB, b Book) string {
	t.Helper()
	var out bytes.Buffer
	if err := b.CSV(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestFileComesBackUnchanged reads what was written, also as other programs save it: it changes nothing.
func TestFileComesBackUnchanged(t *testing.T) {
	b := sample()
	text := written(t, b)
	named := strings.Replace(text, "Citra", "Citra A", 1)
	for name, file := range map[string]string{"as it is": text, "without a mark": strings.TrimPrefix(text, "\ufeff"),
		"with line feeds": strings.ReplaceAll(text, "\r\n", "\n"), "with a hint": "sep=,\r\n" + text[3:],
		"with empty lines": text + "\r\n,,,,\r\n", "with empty lines first": "\n,,,\n" + text[3:],
		"with a hint and a mark": "\ufeffsep=;\r\n" +
			strings.NewReplacer("Index, deep", "Index, deep", ",", ";").Replace(text[3:])} {
		if !Points([]byte(file)) {
			t.Errorf("%s: no file of points", name)
		}
		got, err := b.ReadCSV([]byte(file))
		if err != nil || len(got.Changes) > 0 || len(got.Refused) > 0 || got.Same != 18 || len(got.Ignored) > 0 {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	if got, err := b.ReadCSV([]byte(named)); err != nil || len(got.Refused) != 1 ||
		!strings.Contains(got.Refused[0].Says, "it names Citra A, and this number or address is that of Citra") {
		t.Errorf("another name: %+v, %v", got, err)
	}
}

// TestPointsAreTold tells a gradebook from a list of people, whatever a program put before its first line. What cannot
// be read is no list of people.
func TestPointsAreTold(t *testing.T) {
	for text, want := range map[string]bool{
		"sep=;\r\nName;Ring: points\r\nBudi;1\r\n": true, "\ufeffsep=,\nName,Ring: points\n": true,
		"\n;;\nName;Ring: points\n": true, "Name,As read\n": true, "\xff\xfeN\x00a\x00": true, "N\x00a\x00m\x00": true,
		"J\xf6rg,17\n": true, "Name,\"Ring: points\nBudi\n": true, "": false, "sep=;\nBudi;17\n": false,
		"\"sep=;\"\nName;Ring: points\n": true, "Budi Santoso, 17\nCitra\n": false, "Budi \"the\" Santoso\n": false,
		"Ring: points of view, 17\n": false,
	} {
		if got := Points([]byte(text)); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

// FuzzHarmless gives each text back that was kept from being a formula.
func FuzzHarmless(f *testing.F) {
	for _, text := range []string{"=SUM(A1)", "'=apos", "''", "'apos", "Budi", "", "-1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.TrimSpace(text) // as a name is
		if got := unquoted(harmless(text)); got != text {
			t.Errorf("%q comes back as %q", text, got)
		}
	})
}

// TestPointsAreRead sets cells in files as people and programs write them, and refuses by line what cannot be.
func TestPointsAreRead(t *testing.T) {
	b := sample()
	for _, c := range []struct {
		name, file string
		changes    string // learner assignment points, of each
		refused    string // line: part of a sentence
	}{
		{"semicolons and a decimal comma", "Number;\"Index, deep: points\"\n17;9,25\n18;3\n", "e0 a1 9.25|e2 a1 3", ""},
		{"tabs", "Name\tIndex, deep: points\nBudi\t8.50\n", "", ""},
		{"by address", "Email,\"Index, deep: points\"\nBUDI@example.org,1\n", "e0 a1 1", ""},
		{"a name that looks like a formula", "Name,\"Index, deep: points\"\n'=SUM(A1),4\n", "e1 a1 4", ""},
		{"two of one title", "Number,Ring: points,Ring: points\n17,1,2\n", "e0 a0 1|e0 a2 2", ""},
		{"one of two of one title", "Number,Ring: points,\"Index, deep: points\"\n17,1,2\n", "e0 a1 2",
			"1: 2 assignments are called “Ring” and 1 columns"},
		{"an unknown assignment", "Number,Rong: points,\"Index, deep: points\"\n17,1,2\n", "e0 a1 2",
			"1: there is no assignment “Rong”"},
		{"nobody", "Number,\"Index, deep: points\"\n99,1\n,1\n", "", "2: no learner has the number 99|3: it names no"},
		{"two of one name", "Name,\"Index, deep: points\"\nCITRA,1\n", "", "2: 2 learners have the name CITRA"},
		{"twice", "Number,\"Index, deep: points\"\n17,1\n17,2\n", "e0 a1 1", "3: Budi is on line 2 already"},
		{"too many", "Number,\"Index, deep: points\"\n17,10.01\n", "", `2: “Index, deep”: "10.01" is not a number`},
		{"a formula", "Number,\"Index, deep: points\"\n17,=1+1\n", "", `"=1+1" is not a number`},
		{"below nothing", "Number,\"Index, deep: points\"\n17,-1\n", "", `"-1" is not a number`},
		{"emptied", "Number,\"Index, deep: points\"\n17,\n", "", "2: “Index, deep” is empty: type 0"},
		{"an old state", "Number,\"Index, deep: points\",\"Index, deep: state\"\n17,9,nothing handed in\n", "",
			"has changed since the file was written"},
		{"an old cell", "Number,\"Index, deep: points\",As read\n17,9,points 3\n", "", "it is 8.5 of 10 now"},
		{"an old cell that is left", "Number,\"Index, deep: points\",As read\n17,3,points 3.00\n", "", ""},
		{"a cell as it was read", "Number,\"Index, deep: points\",As read\n17,9,points 8.5\n", "e0 a1 9", ""},
		{"invited", "Name,\"Index, deep: points\"\nDewi,1\n", "", "Dewi has not joined yet"},
		{"deleted", "Name,\"Index, deep: points\"\nDeleted learner,1\n", "", "keeps the points of that day"},
	} {
		got, err := b.ReadCSV([]byte(c.file))
		var changes []string
		for _, ch := range got.Changes {
			changes = append(changes, fmt.Sprintf("%s %s %v", ch.Learner.ID, ch.Assignment.ID, ch.Points))
		}
		if err != nil || strings.Join(changes, "|") != c.changes {
			t.Errorf("%s: changes %q, %v; want %q", c.name, changes, err, c.changes)
		}
		wanted := strings.FieldsFunc(c.refused, func(r rune) bool { return r == '|' })
		if len(wanted) != len(got.Refused) {
			t.Errorf("%s: refused %+v, want %q", c.name, got.Refused, c.refused)
			continue
		}
		for i, r := range got.Refused {
			if line := fmt.Sprintf("%d: %s", r.Line, r.Says); !strings.Contains(line, wanted[i]) {
				t.Errorf("%s: refused %q, want %q", c.name, line, wanted[i])
			}
		}
	}
}

// TestNoTable refuses files that are none of points, with a sentence.
func TestNoTable(t *testing.T) {
	b := sample()
	for text, want := range map[string]string{"": "empty", "\n\n": "empty", "\xff\xfeN\x00": "CSV UTF-8",
		"Name,J\xe4n": "CSV UTF-8", "a,b\n1,2\n": "names no column",
		"Name,Sum: points\nBudi,3\n": "no column holds points", "Name,\"Index": "line 1 is no line of a table",
		"Name,\"Index, deep: points\"\nBudi,\"1\"2\n": "line 2 is no line",
		strings.Repeat("x\n", maxLines+2):             "more than 2000 lines"} {
		if got, err := b.ReadCSV([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.30q: %+v, %v; want %q", text, got, err, want)
		}
	}
}

// FuzzReadCSV reads whatever somebody may bring as a file of points: whatever it changes lies within what a cell can
// have, and each line and cell is told once.
func FuzzReadCSV(f *testing.F) {
	b := sample()
	f.Add([]byte(written(f, b)))
	for _, text := range []string{"Number;Ring: points;Ring: points\n17;1,5;2", "sep=;\nName;Ring: points",
		"Name,As read\n", "Name,\"Index, deep: points\",As read\nBudi,3,points 8.5 / 1"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		got, err := b.ReadCSV(text)
		if err != nil && len(got.Changes) > 0 {
			t.Error("changes with an error")
		}
		seen := map[key]bool{}
		for _, ch := range got.Changes {
			k := key{ch.Assignment.ID, ch.Learner.ID}
			if ch.Points < 0 || int64(ch.Points) > ch.Assignment.Points || seen[k] || ch.Learner.Person == "" {
				t.Errorf("%+v", ch)
			}
			seen[k] = true
		}
	})
}

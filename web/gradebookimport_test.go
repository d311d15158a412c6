package web_test

import (
	"bytes"
	"encoding/csv"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// upload sends a form with a file, as a browser does.
func (g *guest) upload(path, file string, fields url.Values) answer {
	g.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for k := range fields {
		if err := form.WriteField(k, fields.Get(k)); err != nil {
			g.t.Fatal(err)
		}
	}
	if file != "" {
		w, err := form.CreateFormFile("file", "gradebook.csv")
		if err != nil {
			g.t.Fatal(err)
		}
		if _, err := w.Write([]byte(file)); err != nil {
			g.t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		g.t.Fatal(err)
	}
	return g.do("POST", path, body.String(), map[string]string{"Content-Type": form.FormDataContentType()})
}

// edited is the file of the gradebook with a field of a learner changed, separated by semicolons.
func edited(t testing.TB, text, name, column, value string) string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.Comma = ';'
	for _, row := range rows {
		for i := range row {
			if row[0] == name && rows[0][i] == column {
				row[i] = value
			}
		}
		if err := w.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	w.Flush()
	return "\ufeff" + out.String()
}

// TestPointsFromAFile takes the file of the gradebook, changes points, looks at it and sets them; a cell that changed
// since the file was written, or since the look, is not overwritten.
func TestPointsFromAFile(t *testing.T) {
	s := newSchool(t, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	first := s.set("hashing", url.Values{"title": {"Ring"}})
	one, two := s.enrolmentOf("Budi"), s.enrolmentOf("Citra")
	text := s.teacher.get(s.path("/gradebook.csv")).Body
	at := s.path("/gradebook/import")
	look := s.teacher.upload(at, edited(t, text, "Budi", "Ring: points", "7,5"), nil)
	if body := text2(look.Body); look.Code != 200 || !strings.Contains(body, "1 cell changes, 1 stays as it is. "+
		"Nothing is set yet.") || !strings.Contains(body, "Budi Ring nothing handed in 7.5") {
		t.Fatalf("the look: %d %s", look.Code, body)
	}
	if c := s.cell(first, one.Enrolment); c.Counted {
		t.Error("the look has set points")
	}
	page := parse(t, look.Body)
	set := url.Values{"text": {field(page, "text")}, "sure": {field(page, "sure")}, "reason": {" "}}
	if a := s.teacher.upload(at, "", set); a.Code != 422 || !strings.Contains(a.Body, "Say why.") {
		t.Errorf("without a reason: %d", a.Code)
	}
	s.teacher.follow(s.path("/cells/"+first+"/"+two.Enrolment.ID), url.Values{"act": {"set"}, "points": {"3"},
		"reason": {"by hand"}})
	set.Set("reason", "corrected on paper")
	if a := s.teacher.upload(at, "", set); a.Code != http.StatusSeeOther {
		t.Fatalf("setting: %d %s", a.Code, text2(a.Body))
	}
	if c := s.cell(first, one.Enrolment); c.Points != 750 {
		t.Errorf("set: %+v", c)
	}
	if c := s.cell(first, two.Enrolment); c.Points != 300 {
		t.Errorf("a cell that the file did not change: %+v", c)
	}
	if body := text2(one.get(s.path("/cells/" + first + "/" + one.Enrolment.ID)).Body); !strings.Contains(body,
		"corrected on paper") {
		t.Errorf("the learner reads %s", body)
	}
	if a := s.teacher.upload(at, "", set); a.Code != 200 || !strings.Contains(text2(a.Body), "0 cells change") &&
		!strings.Contains(text2(a.Body), "has changed since the file was written") {
		t.Errorf("sent again: %d %s", a.Code, text2(a.Body))
	}
	stale := s.teacher.upload(at, edited(t, text, "Citra", "Ring: points", "9"), nil)
	if body := text2(stale.Body); !strings.Contains(body, "Line 3: “Ring” of Citra has changed since the file was "+
		"written: it is 3 of 10, overridden now; take a new file.") {
		t.Errorf("an old file: %s", body)
	}
	look = s.teacher.upload(at, "Name,Ring: points\nBudi,1\n", nil)
	page = parse(t, look.Body)
	s.teacher.follow(s.path("/cells/"+first+"/"+one.Enrolment.ID), url.Values{"act": {"set"}, "points": {"2"},
		"reason": {"meanwhile"}})
	set = url.Values{"text": {field(page, "text")}, "sure": {field(page, "sure")}, "reason": {"x"}}
	if a := s.teacher.upload(at, "", set); a.Code != http.StatusConflict || !strings.Contains(a.Body,
		"the gradebook changed since you looked") {
		t.Errorf("changed since the look: %d", a.Code)
	}
	for file, want := range map[string]string{"": "Choose the CSV", "a,b\n": "names no column",
		strings.Repeat("x", 500<<10): "larger than 400 kB"} {
		if a := s.teacher.upload(at, file, nil); a.Code != 422 || !strings.Contains(a.Body, want) {
			t.Errorf("%.10q: %d, want %q", file, a.Code, want)
		}
	}
	if a := one.upload(at, "Name,Ring: points\nBudi,10\n", nil); a.Code != http.StatusNotFound {
		t.Errorf("a learner: %d", a.Code)
	}
}

package web_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"tradeofflab/store"
	"tradeofflab/web"
)

// version is the present one of the class.
func (s *school) version() string {
	s.t.Helper()
	c, err := s.Store.Class(s.t.Context(), s.class.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	return strconv.FormatInt(c.Version, 10)
}

// TestArchiveIsRead makes a class an archive: everybody reads what they could, and nobody changes anything. Opened
// again all goes on.
func TestArchiveIsRead(t *testing.T) {
	s := newSchool(t, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	first := s.set("hashing", nil)
	e := s.enrolmentOf("Budi")
	s.handIn(e.guest, first, s.answers(e.Enrolment, "hashing", "ring"))
	if a := s.teacher.post(s.path("/archive"), url.Values{"act": {"archive"}, "version": {"0"}}); a.Code != 409 {
		t.Errorf("archived from an old page: %d", a.Code)
	}
	s.teacher.follow(s.path("/archive"), url.Values{"act": {"archive"}, "version": {s.version()}})
	cell := s.path("/cells/" + first + "/" + e.Enrolment.ID)
	for _, v := range []struct {
		who   *guest
		paths []string
	}{
		{s.teacher, []string{"", "/roster", "/gradebook", "/gradebook.csv", "/gradebook.xlsx", "/gradebook.json",
			"/audit", "/settings", "/assignments/" + first}},
		{e.guest, []string{"", "/assignments/" + first}},
	} {
		for _, path := range v.paths {
			if a := v.who.get(s.path(path)); a.Code != http.StatusOK {
				t.Errorf("GET %s in an archive: %d", path, a.Code)
			}
		}
		if a := v.who.get(cell); a.Code != http.StatusOK || strings.Contains(a.Body, "Set points by hand") {
			t.Errorf("the cell in an archive: %d, or it offers to set points", a.Code)
		}
	}
	form := s.answers(e.Enrolment, "hashing")
	form.Set("submission", store.NewSubmissionID())
	refused := func(g *guest, path string, form url.Values) {
		t.Helper()
		if a := g.post(s.path(path), form); a.Code != http.StatusForbidden ||
			!strings.Contains(text2(a.Body), "The class is archived: it can be read, and nothing of it changes. "+
				"Its owner can open it again") {
			t.Errorf("POST %s in an archive: %d %s", path, a.Code, text2(a.Body))
		}
	}
	refused(e.guest, "/assignments/"+first, form)
	refused(e.guest, "/assignments/"+first+"/draft", form)
	refused(e.guest, "/assignments/"+first+"/flag", url.Values{"part": {"modulo"}, "text": {"why"}})
	refused(s.teacher, "/assignments", nil)
	refused(s.teacher, "/settings", url.Values{"title": {"Another"}, "zone": {"UTC"}, "version": {s.version()}})
	refused(s.teacher, "/roster", url.Values{"act": {"invite"}, "list": {"Citra"}})
	refused(s.teacher, "/assignments/"+first+"/regrade", nil)
	refused(s.teacher, "/cells/"+first+"/"+e.Enrolment.ID, url.Values{"act": {"set"}, "points": {"1"}, "reason": {"x"}})
	if a := s.guest(t).post("/join", url.Values{"code": {s.class.Code}, "name": {"Late"}}); a.Code == 200 &&
		strings.Contains(a.Body, "return code") {
		t.Error("somebody joined an archive")
	}
	s.teacher.follow(s.path("/archive"), url.Values{"act": {"open"}, "version": {s.version()}})
	e.follow(s.path("/assignments/"+first), form)
	log := text2(s.teacher.get(s.path("/audit")).Body)
	if !strings.Contains(log, "archive class") || !strings.Contains(log, "open again class") {
		t.Errorf("the record says %s", log)
	}
}

// TestErasedByItsOwner asks for the title, and then nothing of the class is there, for nobody.
func TestErasedByItsOwner(t *testing.T) {
	s := newSchool(t, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	first := s.set("hashing", nil)
	e := s.enrolmentOf("Budi")
	s.handIn(e.guest, first, s.answers(e.Enrolment, "hashing", "ring"))
	for _, typed := range []string{"", "storage 1"} {
		if a := s.teacher.post(s.path("/erase"), url.Values{"typed": {typed}}); a.Code != 422 ||
			!strings.Contains(a.Body, "Nothing was erased.") {
			t.Errorf("erasing with %q: %d", typed, a.Code)
		}
	}
	page, _ := s.teacher.follow(s.path("/erase"), url.Values{"typed": {"Storage 1"}})
	if !strings.Contains(page.Body, "are erased") {
		t.Error("nothing says that it is erased")
	}
	for _, g := range []*guest{s.teacher, e.guest} {
		if a := g.get(s.path("")); a.Code != http.StatusNotFound {
			t.Errorf("the erased class: %d", a.Code)
		}
	}
	if body := e.get("/me/export").Body; strings.Contains(body, "hashing") {
		t.Errorf("the work for the class is still kept: %s", body)
	}
}

// TestSettingsSayHowLong shows until when work is kept, takes another time, and refuses one that would erase all now.
func TestSettingsSayHowLong(t *testing.T) {
	s := newSchool(t, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	if body := text2(s.teacher.get(s.path("/settings")).Body); !strings.Contains(body, "kept for ever") {
		t.Errorf("a class without an end: %s", body)
	}
	form := func(ends, erase string) url.Values {
		return url.Values{"title": {"Storage 1"}, "zone": {"Asia/Jakarta"}, "version": {s.version()}, "ends": {ends},
			"erase": {erase}}
	}
	page, _ := s.teacher.follow(s.path("/settings"), form("2026-06-30T12:00", ""))
	if body := text2(page.Body); !strings.Contains(body, "erased after Wed 4 Aug 2027, 12:00 (UTC+07:00)") {
		t.Errorf("400 days after the end: %s", body)
	}
	page, _ = s.teacher.follow(s.path("/settings"), form("2026-06-30T12:00", "2026-12-31T12:00"))
	if body := text2(page.Body); !strings.Contains(body, "erased after Thu 31 Dec 2026, 12:00") ||
		!strings.Contains(page.Body, `value="2026-12-31T12:00"`) {
		t.Errorf("at another time: %s", body)
	}
	for _, c := range []struct{ ends, erase, want string }{
		{"2026-06-30T12:00", "2026-06-30T12:00", "kept until the class has ended"},
		{"2024-06-30T12:00", "", "more than 400 days ago"},
		{"", "2026-02-01T12:00", "kept until the class has ended"},
		{"2026-06-30T12:00", "soon", "2026-03-29T23:59"},
	} {
		if a := s.teacher.post(s.path("/settings"), form(c.ends, c.erase)); a.Code != 422 ||
			!strings.Contains(text2(a.Body), c.want) {
			t.Errorf("%+v: %d %s", c, a.Code, text2(a.Body))
		}
	}
}

// FuzzReadList reads whatever somebody pastes as a list of people.
func FuzzReadList(f *testing.F) {
	for _, text := range []string{"Budi, 17, budi@example.org, A", "Budi;17\r\nCitra;18", "a\tb", "\ufeff\"a", "=1+1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		list, wrong := web.ReadList(text)
		if (wrong == "") != (len(list) > 0) {
			t.Errorf("%d people and %q", len(list), wrong)
		}
		for _, e := range list {
			if e.Name == "" || strings.ContainsAny(e.Name, "<>") {
				t.Errorf("the name %q is taken", e.Name)
			}
		}
	})
}

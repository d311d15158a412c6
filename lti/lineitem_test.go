package lti_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"tradeofflab/lti"
)

func TestLineItem(t *testing.T) {
	want := lti.LineItem{Label: "Hashing", Max: 40, ResourceID: "ex:hashing", Tag: "grade"}
	t.Run("made once", func(t *testing.T) {
		r := newRig(t)
		at := r.lms.URL + "/mod/lti/services.php/2/lineitems?type_id=1"
		var all sync.WaitGroup
		urls := make([]string, 10)
		for i := range urls {
			all.Go(func() {
				item, err := r.tool.LineItem(t.Context(), r.access(), at, want)
				if err != nil {
					t.Error(err)
				}
				urls[i] = item.URL
			})
		}
		all.Wait()
		for _, u := range urls {
			if u == "" || u != urls[0] {
				t.Errorf("columns %v, want one", urls)
			}
		}
		if n := r.lms.Columns("ex:hashing"); n != 1 {
			t.Errorf("made %d columns, want one", n)
		}
		if reply := r.send(urls[0], 32); reply != (lti.Reply{}) || r.grade(urls[0]) != "32" {
			t.Errorf("score into it: %+v, shown %s", reply, r.grade(urls[0]))
		}
	})
	t.Run("found on a later page", func(t *testing.T) {
		r := newRig(t)
		r.lms.PageSize = 2
		for range 4 {
			r.lms.AddColumn("Quality", 40, "ex:hashing", "quality")
		}
		there := r.lms.AddColumn("Hashing", 40, "ex:hashing", "grade")
		item, err := r.tool.LineItem(t.Context(), r.access(), r.lms.URL+"/mod/lti/services.php/2/lineitems?type_id=1",
			want)
		if err != nil || item.URL != there || r.lms.Columns("ex:hashing") != 5 {
			t.Errorf("LineItem = %+v, %v; want %s", item, err, there)
		}
	})
	t.Run("filter not known", func(t *testing.T) {
		r := newRig(t)
		there := r.lms.AddColumn("Hashing", 40, "ex:hashing", "grade")
		r.lms.Before = func(_ http.ResponseWriter, q *http.Request) bool {
			if strings.HasSuffix(q.URL.Path, "/lineitems") {
				q.URL.RawQuery = "type_id=1"
			}
			return false
		}
		r.lms.AddColumn("Caching", 40, "ex:caching", "grade")
		item, err := r.tool.LineItem(t.Context(), r.access(), r.lms.URL+"/mod/lti/services.php/2/lineitems?type_id=1",
			want)
		if err != nil || item.URL != there || item.Label != "Hashing" {
			t.Errorf("LineItem = %+v, %v; want %s", item, err, there)
		}
	})
	t.Run("tags not kept", func(t *testing.T) {
		r := newRig(t)
		there := r.lms.AddColumn("Hashing", 40, "ex:hashing", "")
		item, err := r.tool.LineItem(t.Context(), r.access(), r.lms.URL+"/mod/lti/services.php/2/lineitems?type_id=1",
			want)
		if err != nil || item.URL != there {
			t.Errorf("LineItem = %+v, %v; want %s", item, err, there)
		}
		exact := r.lms.AddColumn("Hashing", 40, "ex:hashing", "grade")
		item, err = r.tool.LineItem(t.Context(), r.access(), r.lms.URL+"/mod/lti/services.php/2/lineitems?type_id=1",
			want)
		if err != nil || item.URL != exact {
			t.Errorf("LineItem = %+v, %v; want %s", item, err, exact)
		}
	})
	for name, link := range map[string]string{"next page elsewhere": `<https://evil.example/>; rel="next"`,
		"endless": `<?page=1>; rel="next"`} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			r.lms.Before = func(w http.ResponseWriter, q *http.Request) bool {
				if q.Method == http.MethodGet {
					w.Header().Set("Link", link)
					w.Write([]byte("[]"))
				}
				return q.Method == http.MethodGet
			}
			_, err := r.tool.LineItem(t.Context(), r.access(), r.lms.URL+"/mod/lti/services.php/2/lineitems?type_id=1",
				want)
			if err == nil || r.lms.Columns("ex:hashing") != 0 {
				t.Errorf("made %d columns without having read all, %v", r.lms.Columns("ex:hashing"), err)
			}
		})
	}
	for name, tt := range map[string]struct{ answer, says string }{
		"not a list": {`{"lineItems":[]}`,
			"The LMS at lms.example sends something else than the list we asked for. Tell its administrator."},
		"column without an address": {`[{"resourceId":"ex:hashing","tag":"grade","id":null}]`, "The LMS at " +
			"lms.example has a column for “Hashing” at an address that we cannot use: it begins with https:// or " +
			"http://. Tell its administrator."},
		"null": {`null`,
			"The LMS at lms.example sends something else than the list we asked for. Tell its administrator."},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			r.lms.Before = func(w http.ResponseWriter, q *http.Request) bool {
				if q.Method == http.MethodGet {
					w.Write([]byte(tt.answer))
				}
				return q.Method == http.MethodGet
			}
			_, err := r.tool.LineItem(t.Context(), r.access(), r.lms.URL+"/mod/lti/services.php/2/lineitems?type_id=1",
				want)
			if err == nil || r.named(err.Error()) != tt.says {
				t.Errorf("%v, want %q", err, tt.says)
			}
		})
	}
	t.Run("made without an address", func(t *testing.T) {
		r := newRig(t)
		r.lms.Before = func(w http.ResponseWriter, q *http.Request) bool {
			if q.Method == http.MethodPost && strings.HasSuffix(q.URL.Path, "/lineitems") {
				w.WriteHeader(http.StatusCreated)
				return true
			}
			return false
		}
		_, err := r.tool.LineItem(t.Context(), r.access(), r.lms.URL+"/mod/lti/services.php/2/lineitems?type_id=1",
			want)
		says := "The LMS at lms.example made a column for “Hashing” and does not say where. We look for it again."
		if err == nil || r.named(err.Error()) != says {
			t.Errorf("%v, want %q", err, says)
		}
	})
	t.Run("not let in", func(t *testing.T) {
		r := newRig(t)
		r.lms.Before = func(w http.ResponseWriter, q *http.Request) bool {
			if q.Method == http.MethodPost && strings.HasSuffix(q.URL.Path, "/lineitems") {
				w.WriteHeader(http.StatusForbidden)
				return true
			}
			return false
		}
		_, err := r.tool.LineItem(t.Context(), r.access(), r.lms.URL+"/mod/lti/services.php/2/lineitems?type_id=1",
			want)
		says := "The LMS at lms.example makes no column for “Hashing” (status 403). Its administrator lets this tool " +
			"use grades and names in that course."
		if err == nil || r.named(err.Error()) != says {
			t.Errorf("%v, want %q", err, says)
		}
	})
	t.Run("token ends early", func(t *testing.T) {
		r := newRig(t)
		at := r.lms.URL + "/mod/lti/services.php/2/lineitems?type_id=1"
		for range 2 {
			if _, err := r.tool.LineItem(t.Context(), r.access(), at, want); err != nil {
				t.Error(err)
			}
			r.lms.Revoke()
		}
	})
}

package lti_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tradeofflab/lti"
	"tradeofflab/lti/ltitest"
)

func (r *rig) rosterURL() string {
	return r.lms.URL + "/mod/lti/services.php/CourseSection/2/bindings/1/memberships"
}

func TestRoster(t *testing.T) {
	r := newRig(t)
	for i := range 118 {
		r.lms.AddUser(ltitest.User{ID: fmt.Sprint(100 + i), Name: fmt.Sprintf("S%d Many", i), Role: "Learner"})
	}
	r.lms.AddUser(ltitest.User{ID: "5", Role: "Learner", Suspended: true})
	r.lms.PageSize = 50
	members, complete, err := r.tool.Roster(t.Context(), r.access(), r.rosterURL())
	if err != nil || !complete || len(members) != 120 {
		t.Fatalf("Roster = %d members, %v, %v; want 120", len(members), complete, err)
	}
	if n := r.lms.Requests("GET /mod/lti/services.php/CourseSection/2/bindings/1/memberships"); n != 3 {
		t.Errorf("read %d pages, want 3", n)
	}
	want := lti.Member{Active: true, Person: lti.Person{Subject: "3", Role: lti.Staff, Name: "Tea Cher", Given: "Tea",
		Family: "Cher", Email: "teach@example.org"}}
	if diff := cmp.Diff(want, members[0]); diff != "" {
		t.Errorf("first member (-want +got):\n%s", diff)
	}
	seen := map[string]bool{}
	for _, m := range members {
		if seen[m.Subject] || m.Subject == "5" {
			t.Errorf("member %+v is there twice, or suspended", m)
		}
		seen[m.Subject] = true
	}
	r.lms.NameLess = true
	members, complete, err = r.tool.Roster(t.Context(), r.access(), r.rosterURL())
	if err != nil || !complete || members[1].Person != (lti.Person{Subject: "4", Role: lti.Learner}) {
		t.Errorf("without names: %+v, %v, %v", members[1], complete, err)
	}
}

// TestOddRosters reads pages of other makers.
func TestOddRosters(t *testing.T) {
	const course = "http://purl.imsglobal.org/vocab/lis/v2/membership"
	r := newRig(t)
	r.lms.Before = func(w http.ResponseWriter, q *http.Request) bool {
		if !strings.HasSuffix(q.URL.Path, "/memberships") {
			return false
		}
		if q.URL.Query().Get("limit") != "100" {
			t.Errorf("asked for %s", q.URL)
		}
		w.Header().Add("Link", `<https://lms.example/m?since=1>; rel="differences", <`+q.URL.Path+`>;rel=prev`)
		fmt.Fprintf(w, `{"id":"x","members":[
			{"user_id":"1","roles":["%[1]s#Learner","%[1]s/Learner#Instructor"]},
			{"user_id":"2","roles":["%[1]s#Instructor"],"status":"Inactive","given_name":"Ann"},
			{"user_id":"3","roles":"Instructor","status":"Deleted"},
			{"user_id":4,"roles":null,"status":null,"name":null,"email":5},
			{"user_id":"1","roles":["Instructor"]},
			{"user_id":"","roles":["Instructor"]},
			{"roles":["Instructor"]},
			{"user_id":"%[2]s"}]}`, course, strings.Repeat("x", 256))
		return true
	}
	got, complete, err := r.tool.Roster(t.Context(), r.access(), r.rosterURL())
	want := []lti.Member{
		{Person: lti.Person{Subject: "1", Role: lti.Learner}, Active: true},
		{Person: lti.Person{Subject: "2", Role: lti.Staff, Name: "Ann", Given: "Ann"}},
		{Person: lti.Person{Subject: "3", Role: lti.Staff}},
		{Person: lti.Person{Subject: "4", Email: "5"}, Active: true},
	}
	if err != nil || !complete {
		t.Errorf("Roster: %v, %v", complete, err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("members (-want +got):\n%s", diff)
	}
}

// TestRostersThatStop leaves the roster incomplete wherever a page is missing.
func TestRostersThatStop(t *testing.T) {
	const one = `{"members":[{"user_id":"7","roles":["Learner"]}]}`
	pages := 0
	for _, tt := range []struct {
		name    string
		page    func(w http.ResponseWriter, q *http.Request)
		members int
		outcome lti.Outcome
		says    string
		pages   int
	}{
		{"next page at another host", func(w http.ResponseWriter, q *http.Request) {
			w.Header().Set("Link", `<https://evil.example/memberships>; rel="next"`)
			w.Write([]byte(one))
		}, 1, lti.Failed, "The list of the LMS at lms.example goes on at another host, which does not get our " +
			"access. Tell its administrator.", 1},
		{"next page at another port", func(w http.ResponseWriter, q *http.Request) {
			w.Header().Set("Link", `<http://127.0.0.1:1/memberships>; rel="next"`)
			w.Write([]byte(one))
		}, 1, lti.Failed, "The list of the LMS at lms.example goes on at another host, which does not get our " +
			"access. Tell its administrator.", 1},
		{"endless chain", func(w http.ResponseWriter, q *http.Request) {
			w.Header().Set("Link", fmt.Sprintf(`<?from=%d>; rel="next"`, pages))
			fmt.Fprintf(w, `{"members":[{"user_id":"%d","roles":["Learner"]}]}`, pages)
		}, 200, lti.Failed, "The list of the LMS at lms.example does not end: we stopped after 200 pages. Tell its " +
			"administrator.",
			200},
		{"page that leads to itself", func(w http.ResponseWriter, q *http.Request) {
			w.Header().Set("Link", `<?from=1>; rel="next"`)
			w.Write([]byte(one))
		}, 1, lti.Failed, "The list of the LMS at lms.example does not end: we stopped after 2 pages. Tell its " +
			"administrator.", 2},
		{"second page out of order", func(w http.ResponseWriter, q *http.Request) {
			if pages > 1 {
				w.Header().Set("Retry-After", "60")
				w.WriteHeader(http.StatusServiceUnavailable)
				return
			}
			w.Header().Set("Link", `<?from=1>; rel="next"`)
			w.Write([]byte(one))
		}, 1, lti.Later, "The LMS at lms.example gives no list (status 503). We try again.", 2},
		{"page of another kind", func(w http.ResponseWriter, q *http.Request) {
			w.Write([]byte(`{"error":"x"}`))
		}, 0, lti.Failed,
			"The LMS at lms.example sends something else than the list we asked for. Tell its administrator.", 1},
		{"page in HTML", func(w http.ResponseWriter, q *http.Request) { w.Write([]byte(`<html>`)) }, 0, lti.Failed,
			"The LMS at lms.example sends something else than the list we asked for. Tell its administrator.", 1},
		{"page without end", func(w http.ResponseWriter, q *http.Request) {
			for range 4<<10 + 1 {
				w.Write(make([]byte, 1<<10))
			}
		}, 0, lti.Failed, "We cannot use the LMS at lms.example: its answer is too long. Tell the operator of this " +
			"lab.", 1},
		{"not let in", func(w http.ResponseWriter, q *http.Request) { w.WriteHeader(http.StatusUnauthorized) }, 0,
			lti.NewToken,
			"The LMS at lms.example gives no list (status 401). We ask it for access again.", 2},
		{"connection lost", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, 0, lti.Later,
			"We cannot reach the LMS at lms.example: the connection broke. We try again.", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRig(t)
			pages = 0
			r.lms.Before = func(w http.ResponseWriter, q *http.Request) bool {
				if !strings.HasSuffix(q.URL.Path, "/memberships") {
					return false
				}
				pages++
				tt.page(w, q)
				return true
			}
			members, complete, err := r.tool.Roster(t.Context(), r.access(), r.rosterURL())
			var reply *lti.Reply
			if complete || !errors.As(err, &reply) {
				t.Fatalf("complete %v, %v", complete, err)
			}
			if says := r.named(reply.Message); says != tt.says || reply.Outcome != tt.outcome {
				t.Errorf("%d, %q;\nwant %d, %q", reply.Outcome, says, tt.outcome, tt.says)
			}
			if len(members) != tt.members || tt.pages > 0 && pages != tt.pages {
				t.Errorf("%d members of %d pages, want %d of %d", len(members), pages, tt.members, tt.pages)
			}
		})
	}
}

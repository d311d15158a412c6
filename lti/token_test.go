package lti_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tradeofflab/lti"
)

// TestTokenEndsEarly sends with a token that the LMS has withdrawn: the same score arrives the second time.
func TestTokenEndsEarly(t *testing.T) {
	r := newRig(t)
	item := r.lms.AddColumn("Hashing", 40, "ex:hashing", "")
	r.send(item, 10)
	r.clock.add(time.Second)
	r.lms.Revoke()
	if reply := r.send(item, 32); reply.Outcome != lti.NewToken {
		t.Errorf("with a withdrawn token: %+v", reply)
	}
	if reply := r.send(item, 32); reply != (lti.Reply{}) || r.grade(item) != "32" {
		t.Errorf("sent again: %+v, shown %s", reply, r.grade(item))
	}
}

// TestTokensAreReused asks for a token when there is none, when one is about to end, and once for many scores at a
// time.
func TestTokensAreReused(t *testing.T) {
	r := newRig(t)
	asked := func(want int) {
		t.Helper()
		if got := r.lms.Requests("POST /mod/lti/token.php"); got != want {
			t.Errorf("asked for %d tokens, want %d", got, want)
		}
	}
	var all sync.WaitGroup
	for range 20 {
		item := r.lms.AddColumn("x", 40, "x", "")
		all.Go(func() { r.send(item, 1) })
	}
	all.Wait()
	asked(1)
	item := r.lms.AddColumn("Hashing", 40, "ex:hashing", "")
	r.clock.add(59*time.Minute - time.Second)
	r.send(item, 1)
	asked(1)
	r.clock.add(time.Second) // a minute before its end
	r.send(item, 2)
	asked(2)
	r.lms.TokenLife = 0 // an LMS that does not say: one token a call
	r.clock.add(time.Hour)
	r.send(item, 3)
	r.send(item, 4)
	asked(4)
	if _, _, err := r.tool.Roster(t.Context(), r.access(), // another scope, another token
		r.lms.URL+"/mod/lti/services.php/CourseSection/2/bindings/1/memberships"); err != nil {
		t.Error(err)
	}
	asked(5)
}

func TestNoToken(t *testing.T) {
	const at = "The LMS at lms.example gives us no access to its services "
	for _, tt := range []struct {
		name   string
		status int
		body   string
		want   lti.Reply
	}{
		{"wrong client", 400, `{"error":"invalid_client","error_description":"assertion eyJ is bad"}`, lti.Reply{
			Outcome: lti.Failed, Message: at + "(status 400, invalid_client). Its administrator compares the client " +
				"id and the address of our keys, http://localhost:18091/lti/jwks."}},
		{"scope not granted", 400, `{"error":"invalid_scope"}`, lti.Reply{Outcome: lti.Failed,
			Message: at + "(status 400, invalid_scope). Its administrator switches on grades and names for this " +
				"tool."}},
		{"error that is a sentence", 401, `{"error":"Your assertion eyJ is bad"}`, lti.Reply{Outcome: lti.Failed,
			Message: at + "(status 401). Its administrator compares the client id and the address of our keys, " +
				"http://localhost:18091/lti/jwks."}},
		{"out of order", 502, `<html>`, lti.Reply{Outcome: lti.Later, Message: at + "(status 502). We try again."}},
		{"no token", 200, `{"token_type":"Bearer"}`, lti.Reply{Outcome: lti.Failed,
			Message: "The LMS at lms.example sends no access token that we can use. Tell its administrator."}},
		{"token with a line break", 200, `{"access_token":"a\r\nX-Evil: 1"}`, lti.Reply{Outcome: lti.Failed,
			Message: "The LMS at lms.example sends no access token that we can use. Tell its administrator."}},
		{"endless", 200, strings.Repeat(" ", 256<<10+1), lti.Reply{Outcome: lti.Failed, Message: "We cannot use the " +
			"LMS at lms.example: its answer is too long. Tell the operator of this lab."}},
	} {
		r := newRig(t)
		r.lms.Before = func(w http.ResponseWriter, q *http.Request) bool {
			w.WriteHeader(tt.status)
			w.Write([]byte(tt.body))
			return true
		}
		if diff := cmp.Diff(tt.want, r.send(r.lms.URL+"/x", 1)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// TestTokenAudience addresses who gives tokens by the name the LMS has for it.
func TestTokenAudience(t *testing.T) {
	r := newRig(t)
	item := r.lms.AddColumn("Hashing", 40, "ex:hashing", "")
	a := r.access()
	a.Platform.TokenAudience = "https://tokens.example"
	reply, err := r.tool.SendScore(t.Context(), a, item, lti.Score{Subject: "4", Points: 1, Max: 1, At: noon})
	if err != nil || reply.Outcome != lti.Failed || !strings.Contains(reply.Message, "invalid_client") {
		t.Errorf("for another audience: %+v, %v", reply, err)
	}
}

package lti_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tradeofflab/lti"
	"tradeofflab/lti/ltitest"
)

// The files below testdata are what a Moodle 4.5.6 sent and answered on 2026-11-28; its persons are invented.
const (
	recordedIssuer = "http://127.0.0.1:18090"
	recordedClient = "WfS1s6RcIEw6kUJ"
)

func recorded(t testing.TB, name string, into any) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// recordedRig is a tool for the recorded Moodle. Its keys, tokens and services are answered by serve.
func recordedRig(t *testing.T, at int64, serve http.HandlerFunc) *rig {
	server := httptest.NewServer(serve)
	t.Cleanup(server.Close)
	r := &rig{T: t, clock: &clock{at: time.Unix(at, 0)}, cookies: map[string]string{},
		store: &memory{states: map[string]lti.State{}, allowed: map[string]bool{"1": true}, keys: lti.Keys{toolKey()}}}
	r.store.platforms = []lti.Platform{{Issuer: recordedIssuer, ClientID: recordedClient,
		AuthURL: recordedIssuer + "/mod/lti/auth.php", TokenURL: server.URL + "/token", JWKSURL: server.URL + "/jwks"}}
	var err error
	r.tool, err = lti.New(lti.Config{Origin: origin, Private: true, Store: r.store, Now: r.clock.now})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// play logs in with the recorded form and launches with a token for the recorded nonce.
func (r *rig) play(nonce, token string) (*lti.Launch, error) {
	r.Helper()
	var begin struct{ Form url.Values }
	recorded(r, "login-initiation.json", &begin)
	l, err := r.tool.Login(r.Context(), begin.Form)
	if err != nil {
		r.Fatal(err)
	}
	u, _ := url.Parse(l.Redirect)
	l.State.Nonce = nonce
	r.store.states[l.State.Hash] = l.State
	r.cookies[l.Cookie] = l.Secret
	return r.tool.Launch(r.Context(), url.Values{"state": u.Query()["state"], "id_token": {token}}, r.cookie)
}

func TestRecordedLogin(t *testing.T) {
	r := recordedRig(t, 1795878579, nil)
	var begin struct{ Form url.Values }
	recorded(t, "login-initiation.json", &begin)
	l, err := r.tool.Login(t.Context(), begin.Form)
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(l.Redirect)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	if len(q.Get("state")) != 32 || len(q.Get("nonce")) != 32 || q.Get("state") == q.Get("nonce") {
		t.Errorf("state %q, nonce %q; want 192 bits each", q.Get("state"), q.Get("nonce"))
	}
	q.Del("state")
	q.Del("nonce")
	want := url.Values{"scope": {"openid"}, "response_type": {"id_token"}, "response_mode": {"form_post"},
		"prompt":    {"none"},
		"client_id": {recordedClient}, "redirect_uri": {origin + "/lti/launch"}, "login_hint": {"5"},
		"lti_message_hint": {`{"cmid":2,"launchid":"ltilaunch1_2128411266"}`}}
	if diff := cmp.Diff(want, q); diff != "" {
		t.Errorf("authentication request (-want +got):\n%s", diff)
	}
	if u.RawQuery = ""; u.String() != recordedIssuer+"/mod/lti/auth.php" {
		t.Errorf("goes to %s", u)
	}
}

// TestRecordedToken verifies a signature that Moodle made, at the first and the last second that the tool lets it in.
func TestRecordedToken(t *testing.T) {
	token, err := os.ReadFile("testdata/id_token-learner.jwt")
	if err != nil {
		t.Fatal(err)
	}
	keys, err := os.ReadFile("testdata/jwks.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Claims struct{ Nonce string } }
	recorded(t, "launch-learner.json", &file)
	for at, want := range map[int64]lti.Code{
		1795878579 - 121: lti.FromFuture, 1795878579 - 120: "", 1795878579: "", 1795878639: "", 1795878639 + 120: "",
		1795878639 + 121: lti.Expired,
	} {
		r := recordedRig(t, at, func(w http.ResponseWriter, _ *http.Request) { w.Write(keys) })
		l, err := r.play(file.Claims.Nonce, strings.TrimSpace(string(token)))
		if want != "" {
			if code, _ := r.said(err); code != want {
				t.Errorf("at %d: %s, want %s", at, code, want)
			}
			continue
		}
		if err != nil {
			t.Errorf("at %d: %v", at, err)
			continue
		}
		if l.Name != "Ann Ólafsdóttir" || l.Subject != "4" || l.Role != lti.Learner || l.Link.ID != "1" {
			t.Errorf("at %d: %+v", at, l)
		}
	}
}

// TestRecordedClaims launches with the claims of the other recordings, signed anew.
func TestRecordedClaims(t *testing.T) {
	grades := lti.Grades{
		LineItem:  recordedIssuer + "/mod/lti/services.php/2/lineitems/2/lineitem?type_id=1",
		LineItems: recordedIssuer + "/mod/lti/services.php/2/lineitems?type_id=1",
		Scopes: []string{
			"https://purl.imsglobal.org/spec/lti-ags/scope/lineitem",
			"https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly",
			"https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly",
			"https://purl.imsglobal.org/spec/lti-ags/scope/score"},
	}
	link := lti.Launch{
		Deployment: "1", Target: origin + "/lti/launch?x=hashing",
		Course: lti.Course{ID: "2", Label: "ST101", Title: "Storage 101"},
		Link:   lti.Link{ID: "1", Title: "Consistent hashing"},
		Custom: map[string]string{"context_end": "", "exercise": "hashing", "tz": "99",
			"context_memberships_url": recordedIssuer + "/mod/lti/services.php/CourseSection/2/bindings/1/memberships"},
		Grades:    grades,
		RosterURL: recordedIssuer + "/mod/lti/services.php/CourseSection/2/bindings/1/memberships",
		ReturnURL: recordedIssuer + "/mod/lti/return.php?course=2&launch_container=3&instanceid=1&sesskey=SESSKEY",
	}
	learner, teacher, nameless, choice := link, link, link, link
	learner.Person = lti.Person{Subject: "4", Role: lti.Learner, Name: "Ann Ólafsdóttir", Given: "Ann",
		Family: "Ólafsdóttir", Email: "ann@example.org"}
	teacher.Person = lti.Person{Subject: "3", Role: lti.Staff, Name: "Tea Cher", Given: "Tea", Family: "Cher",
		Email: "teach@example.org"}
	nameless.Person = lti.Person{Subject: "5", Role: lti.Learner}
	choice.Person, choice.Link, choice.ReturnURL = teacher.Person, lti.Link{}, ""
	choice.Target, choice.Grades.LineItem = origin+"/lti/launch", ""
	choice.Custom = map[string]string{"context_end": "", "tz": "99", "context_memberships_url": link.RosterURL}
	choice.DeepLinking = &lti.DeepLinking{Types: []string{"ltiResourceLink"}, Multiple: true,
		ReturnURL: recordedIssuer + "/mod/lti/contentitem_return.php?course=2&id=1&sesskey=SESSKEY"}
	for name, want := range map[string]lti.Launch{
		"launch-learner.json": learner, "launch-instructor.json": teacher, "launch-without-names.json": nameless,
		"deep-linking-request.json": choice,
	} {
		var file struct{ Claims map[string]any }
		recorded(t, name, &file)
		r := recordedRig(t, int64(file.Claims["iat"].(float64)), func(w http.ResponseWriter, _ *http.Request) {
			json.NewEncoder(w).Encode(map[string]any{"keys": []any{ltitest.JWK(&ltitest.Key().PublicKey, "k")}})
		})
		got, err := r.play(file.Claims["nonce"].(string),
			ltitest.Sign(map[string]any{"typ": "JWT", "alg": "RS256", "kid": "k"}, file.Claims, ltitest.Key()))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		want.Platform = r.store.platforms[0]
		if diff := cmp.Diff(&want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// exchange is one recorded call to a service.
type exchange struct {
	Call, Body, Type string
	Link             []string
	Status           int
	Token            string
}

// TestRecordedServices hands the tool what Moodle answered: a token, a first page of the roster, line items that share
// a resource id, a score and the same score again.
func TestRecordedServices(t *testing.T) {
	var all []exchange
	recorded(t, "services-nrps-ags.json", &all)
	calls := map[string][]exchange{} // by method and address behind the host
	token := ""
	for _, e := range all {
		if e.Token != "" {
			token = e.Token
			continue
		}
		method, address, _ := strings.Cut(e.Call, " ")
		at := method + " " + strings.TrimPrefix(address, recordedIssuer)
		calls[at] = append(calls[at], e)
	}
	r := recordedRig(t, 1795878579, func(w http.ResponseWriter, q *http.Request) {
		if q.URL.Path == "/token" {
			w.Write([]byte(token))
			return
		}
		at := q.Method + " " + strings.Replace(q.URL.RequestURI(), "ex%3Aown", "ex:own", 1)
		left := calls[at]
		if len(left) == 0 {
			if !strings.HasSuffix(at, "&from=50") { // the second page of the roster is not recorded
				t.Errorf("not recorded: %s", at)
			}
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		calls[at] = left[1:]
		for _, l := range left[0].Link {
			w.Header().Add("Link", strings.ReplaceAll(l, recordedIssuer, "http://"+q.Host))
		}
		w.Header().Set("Content-Type", left[0].Type)
		w.WriteHeader(left[0].Status)
		w.Write([]byte(strings.ReplaceAll(left[0].Body, "127.0.0.1:18090", q.Host)))
	})
	p := r.store.platforms[0]
	base := strings.TrimSuffix(p.TokenURL, "/token")
	access := lti.Access{Platform: p, Deployment: "1"}

	members, complete, err := r.tool.Roster(t.Context(), access,
		base+"/mod/lti/services.php/CourseSection/2/bindings/1/memberships?limit=50")
	if complete || err == nil {
		t.Errorf("Roster is complete: %v, %v", complete, err)
	}
	if len(members) != 50 || members[0].Name != "Bob =cmd()" || members[0].Role != lti.Learner || !members[0].Active {
		t.Errorf("%d members, first %+v", len(members), members[0])
	}
	item, err := r.tool.LineItem(t.Context(), access, base+"/mod/lti/services.php/2/lineitems?type_id=1",
		lti.LineItem{Label: "Own item", Max: 40, ResourceID: "ex:own", Tag: "grade"})
	if err != nil || item.URL != base+"/mod/lti/services.php/2/lineitems/3/lineitem?type_id=1" {
		t.Errorf("LineItem = %+v, %v; want the oldest of those with that resource id", item, err)
	}
	column := base + "/mod/lti/services.php/2/lineitems/2/lineitem?type_id=1"
	for _, e := range all {
		if !strings.Contains(e.Call, "/scores") {
			continue
		}
		reply, err := r.tool.SendScore(t.Context(), access, column, lti.Score{Subject: "4", Points: 39, Max: 40,
			At: noon})
		if err != nil || reply != (lti.Reply{}) {
			t.Errorf("SendScore, answered with %d: %+v, %v", e.Status, reply, err)
		}
	}
}

func TestRecordedRegistration(t *testing.T) {
	var answered struct{ Text string }
	recorded(t, "registration-response.json", &answered)
	config, err := os.ReadFile("testdata/openid-configuration.json")
	if err != nil {
		t.Fatal(err)
	}
	var sent map[string]any
	r := recordedRig(t, 1795878579, func(w http.ResponseWriter, q *http.Request) {
		if q.Method == http.MethodPost {
			json.NewDecoder(q.Body).Decode(&sent)
			w.Write([]byte(answered.Text))
			return
		}
		w.Write([]byte(strings.ReplaceAll(string(config), recordedIssuer, "http://"+q.Host)))
	})
	base := strings.TrimSuffix(r.store.platforms[0].TokenURL, "/token")
	got, err := r.tool.Register(t.Context(), base+"/mod/lti/openid-configuration.php", "token")
	if err != nil {
		t.Fatal(err)
	}
	want := &lti.Registration{Deployment: "1", Product: "moodle", Platform: lti.Platform{Issuer: base,
		ClientID: recordedClient,
		AuthURL:  base + "/mod/lti/auth.php", TokenURL: base + "/mod/lti/token.php",
		JWKSURL: base + "/mod/lti/certs.php"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("registration (-want +got):\n%s", diff)
	}
	if sent["jwks_uri"] != origin+"/lti/jwks" || strings.Contains(sent["scope"].(string), "toolsetting") {
		t.Errorf("sent %v", sent)
	}
}

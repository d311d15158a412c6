package lti_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tradeofflab/lti"
	"tradeofflab/lti/ltitest"
)

func set(name string, value any) func(*ltitest.Message) {
	return func(m *ltitest.Message) { m.Claims[name] = value }
}

func without(name string) func(*ltitest.Message) {
	return func(m *ltitest.Message) { delete(m.Claims, name) }
}

func header(name string, value any) func(*ltitest.Message) {
	return func(m *ltitest.Message) { m.Header[name] = value }
}

func form(name, value string) func(*ltitest.Message) {
	return func(m *ltitest.Message) { m.Form.Set(name, value) }
}

const (
	again  = "Go back to the course and open the link again."
	clocks = " If that does not help, the operators of the LMS and of this lab compare their clocks."
	keyOut = " Open the link again in a minute; if that does not help, tell the operator of this lab."
	noTool = " The operator of this lab compares the client id with that of the LMS."
	noID   = "The LMS did not say in a way we can use who you are: sub is missing or has more than 255 characters. " +
		"The administrator of the LMS lets this tool see the ids of its users; names are not needed."
	noLink = "The LMS did not say which link of the course was opened: resource_link.id is missing or has more than " +
		"255 characters. The teacher saves the link in the course again."
	badToken = "The message from the LMS is not a signed token, so we cannot tell who sent it. " + again
	badText  = "The message from the LMS is signed but cannot be read. Tell the administrator of the LMS."
	badState = "This launch is not known here, or was already used: each works once. " + again
	noTimes  = "The message from the LMS does not say when it was made and until when it holds: exp or iat is " +
		"missing. Tell the administrator of the LMS."
	noReturn = "The LMS asks what to link but gives no address, beginning with https:// or http://, to return the " +
		"choice to. Tell the administrator of the LMS."
)

func unknownKey(kid string) string {
	return "The message from the LMS is signed with a key, “" + kid + "”, that lms.example does not publish. Open " +
		"the link again in a minute; if that does not help, the operator of this lab checks the address of the keys."
}

func algorithm(name string) string {
	return "The message from the LMS is signed with " + name + ", and we trust RS256 only. Its administrator sets " +
		"the algorithm of this tool to RS256."
}

func foreign(target string) string {
	return "The LMS asks us to open “" + target + "”, which is not part of this lab. The teacher changes the address " +
		"of the link to one that begins with http://localhost:18091."
}

func unlisted(deployment string) string {
	return "This lab is not yet open for the installation " + deployment + " of the LMS http://lms.example. The " +
		"operator of this lab lets it in."
}

// badLaunches are launches that have one thing wrong. Change changes the message, before the LMS or the browser,
// instead sends something else altogether.
var badLaunches = []struct {
	name    string
	change  func(*ltitest.Message)
	before  func(*rig)
	instead func(*rig, url.Values) url.Values
	code    lti.Code
	says    string
}{
	{name: "platform error", change: func(m *ltitest.Message) {
		m.Form = url.Values{"error": {"launch_no_longer_valid"},
			"error_description": {"The launch has either\nexpired or already been consumed"}, "state": m.Form["state"]}
	}, code: lti.PlatformError, says: "The LMS ended the launch and says “launch_no_longer_valid: The launch has " +
		"either expired or already been consumed”. " + again},
	{name: "platform error without a state", change: func(m *ltitest.Message) {
		m.Form = url.Values{"error": {"invalid_request"}}
	}, code: lti.PlatformError, says: "The LMS ended the launch and says “invalid_request”. " + again},
	{name: "signed out of the LMS", change: func(m *ltitest.Message) {
		m.Form = url.Values{"error": {"login_required"}}
	}, code: lti.PlatformError, says: "The LMS ended the launch and says “login_required”. You are no longer signed " +
		"in there: sign in to the LMS and open the link again."},

	{name: "no state", change: form("state", ""), code: lti.NoState, says: badState},
	{name: "unknown state", change: form("state", "guessed"), code: lti.NoState, says: badState},
	{name: "state twice", instead: func(r *rig, f url.Values) url.Values {
		if _, err := r.tool.Launch(r.Context(), f, r.cookie); err != nil {
			r.Fatal(err)
		}
		return f
	}, code: lti.NoState, says: badState},
	{name: "ended state", instead: func(r *rig, f url.Values) url.Values {
		r.clock.add(10*time.Minute + time.Second)
		return f
	}, code: lti.StateEnded, says: "This launch took longer than 10 minutes and has ended. " + again},
	{name: "no cookie", instead: func(r *rig, f url.Values) url.Values {
		clear(r.cookies)
		return f
	}, code: lti.NoCookie, says: "Your browser kept back the cookie that proves that this launch began here, as some " +
		"do for pages inside of other pages. Go back to the course and open the link in a new window."},
	{name: "other cookie", instead: func(r *rig, f url.Values) url.Values {
		for name := range r.cookies {
			r.cookies[name] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
		}
		return f
	}, code: lti.OtherCookie, says: "This launch began in another browser. Go back to the course in this browser and " +
		"open the link again."},

	{name: "id_token missing", change: form("id_token", ""), code: lti.NoMessage,
		says: "The LMS sent no message with the launch: id_token is missing. " + again},
	{name: "not a JWT", change: form("id_token", "hello"), code: lti.NotSigned, says: badToken},
	{name: "half a JWT", change: form("id_token", "e30.e30"), code: lti.NotSigned, says: badToken},
	{name: "JWT in JSON", change: form("id_token", `{"payload":"e30","signatures":[]}`),
		code: lti.NotSigned, says: badToken},
	{name: "very long JWT", change: set("x", strings.Repeat("x", 64<<10)), code: lti.NotSigned, says: badToken},
	{name: "nested JWE", change: func(m *ltitest.Message) { m.Token = ltitest.Encrypted(m.Claims) },
		code: lti.Encrypted,
		says: "The message from the LMS is encrypted, and we read signed messages only. Its administrator switches " +
			"the encryption of the id_token off."},
	{name: "alg none", change: header("alg", "none"), code: lti.WrongAlgorithm, says: algorithm("“none”")},
	{name: "alg missing", change: func(m *ltitest.Message) { delete(m.Header, "alg") }, code: lti.WrongAlgorithm,
		says: algorithm("an unnamed algorithm")},
	{name: "HS256 with the public key", change: func(m *ltitest.Message) {
		m.Header["alg"], m.Key = "HS256", ltitest.Key().N.Bytes()
	}, code: lti.WrongAlgorithm, says: algorithm("“HS256”")},
	{name: "RS512", change: header("alg", "RS512"), code: lti.WrongAlgorithm, says: algorithm("“RS512”")},
	{name: "critical header", change: header("crit", []string{"exp"}), code: lti.WrongSignature, says: "The " +
		"signature of the message does not fit the key “bb9cbb75bc8ed41d000c” of the LMS, so somebody else made or " +
		"changed it. " + again},

	{name: "unknown kid", change: header("kid", "new"), code: lti.KeyUnknown, says: unknownKey("new")},
	{name: "kid missing", change: func(m *ltitest.Message) { delete(m.Header, "kid") }, code: lti.KeyUnknown,
		says: "The message from the LMS does not name the key that signed it: kid is missing. Tell the administrator " +
			"of the LMS."},
	{name: "kid of an encryption key", before: func(r *rig) {
		key := ltitest.JWK(&ltitest.OtherKey().PublicKey, "enc")
		key["use"] = "enc"
		r.lms.AddKey(key)
	}, change: func(m *ltitest.Message) { m.Header["kid"], m.Key = "enc", ltitest.OtherKey() },
		code: lti.KeyUnknown, says: unknownKey("enc")},
	{name: "key in the header", change: func(m *ltitest.Message) {
		m.Header["kid"], m.Key = "own", ltitest.OtherKey()
		m.Header["jwk"] = ltitest.JWK(&ltitest.OtherKey().PublicKey, "own")
	}, code: lti.KeyUnknown, says: unknownKey("own")},
	{name: "key of another platform", change: func(m *ltitest.Message) { m.Key = ltitest.OtherKey() },
		code: lti.WrongSignature, says: "The signature of the message does not fit the key “bb9cbb75bc8ed41d000c” of " +
			"the LMS, so somebody else made or changed it. " + again},
	{name: "claims changed after signing", change: func(m *ltitest.Message) {
		m.Token = ltitest.Sign(m.Header, m.Claims, m.Key)
		m.Claims["sub"] = "3"
		parts, other := strings.Split(m.Token, "."), strings.Split(ltitest.Sign(m.Header, m.Claims, m.Key), ".")
		m.Token = parts[0] + "." + other[1] + "." + parts[2]
	}, code: lti.WrongSignature, says: "The signature of the message does not fit the key “bb9cbb75bc8ed41d000c” of " +
		"the LMS, so somebody else made or changed it. " + again},
	{name: "duplicate kid", before: func(r *rig) {
		r.lms.AddKey(ltitest.JWK(&ltitest.OtherKey().PublicKey, ltitest.KeyID))
	}, code: lti.KeyTwice, says: "The LMS publishes two different keys under the name “bb9cbb75bc8ed41d000c”, so we " +
		"cannot tell which one signed. Its administrator removes one of them at lms.example."},
	{name: "keys out of order", before: breakKeys(http.StatusInternalServerError, ""), code: lti.KeysUnreachable,
		says: "We cannot read the keys of the LMS at lms.example: it answers with status 500." + keyOut},
	{name: "keys are a page", before: breakKeys(http.StatusOK, "<html>Maintenance</html>"), code: lti.KeysUnreachable,
		says: "We cannot read the keys of the LMS at lms.example: it sends no key set." + keyOut},
	{name: "keys without end", before: breakKeys(http.StatusOK, strings.Repeat(" ", 256<<10+1)),
		code: lti.KeysUnreachable,
		says: "We cannot read the keys of the LMS at lms.example: its answer is too long." + keyOut},
	{name: "keys elsewhere", before: func(r *rig) {
		r.lms.Before = func(w http.ResponseWriter, q *http.Request) bool {
			http.Redirect(w, q, "http://localhost:1/keys", http.StatusFound)
			return true
		}
	}, code: lti.KeysUnreachable, says: "We cannot read the keys of the LMS at lms.example: it sends us on to " +
		"another host." +
		keyOut},

	{name: "signed text that is no object", change: func(m *ltitest.Message) {
		m.Token = ltitest.SignText(m.Header, `["iss"]`, m.Key)
	}, code: lti.NotSigned, says: badText},
	{name: "a claim twice", change: func(m *ltitest.Message) {
		m.Token = ltitest.SignText(m.Header, `{"sub":"4","sub":"3"}`, m.Key)
	}, code: lti.NotSigned, says: badText},
	{name: "wrong issuer", change: set("iss", "https://other.example"), code: lti.WrongIssuer,
		says: "The message says it is from “https://other.example”, but this launch began at http://lms.example. The " +
			"operator of this lab compares the issuer with that of the LMS, character by character."},
	{name: "issuer with a slash", change: func(m *ltitest.Message) { m.Claims["iss"] = m.Claims["iss"].(string) + "/" },
		code: lti.WrongIssuer, says: "The message says it is from “http://lms.example/”, but this launch began at " +
			"http://lms.example. The operator of this lab compares the issuer with that of the LMS, character by " +
			"character."},
	{name: "iss missing", change: without("iss"), code: lti.WrongIssuer,
		says: "The message says it is from nobody, but this launch began at http://lms.example. The operator of this " +
			"lab compares the issuer with that of the LMS, character by character."},
	{name: "wrong aud", change: set("aud", "other"), code: lti.WrongAudience, says: "The message from the LMS is for " +
		"another tool: it does not name our client id “WfS1s6RcIEw6kUJ”." + noTool},
	{name: "aud list of others", change: set("aud", []string{"a", "b"}), code: lti.WrongAudience, says: "The message " +
		"from the LMS is for another tool: it does not name our client id “WfS1s6RcIEw6kUJ”." + noTool},
	{name: "aud missing", change: without("aud"), code: lti.WrongAudience, says: "The message from the LMS is for " +
		"another tool: it does not name our client id “WfS1s6RcIEw6kUJ”." + noTool},
	{name: "aud list without azp", change: set("aud", []string{"WfS1s6RcIEw6kUJ", "b"}), code: lti.WrongParty,
		says: "The message from the LMS is for several tools and does not say that it was made for us: azp is not " +
			"our client id “WfS1s6RcIEw6kUJ”." + noTool},
	{name: "aud list with wrong azp", change: func(m *ltitest.Message) {
		m.Claims["aud"], m.Claims["azp"] = []string{"WfS1s6RcIEw6kUJ", "b"}, "b"
	}, code: lti.WrongParty, says: "The message from the LMS is for several tools and does not say that it was made " +
		"for us: azp is not our client id “WfS1s6RcIEw6kUJ”." + noTool},
	{name: "one aud with wrong azp", change: set("azp", "b"), code: lti.WrongParty, says: "The message from the LMS " +
		"is for several tools and does not say that it was made for us: azp is not our client id " +
		"“WfS1s6RcIEw6kUJ”." + noTool},
	{name: "azp is a number", change: set("azp", 5), code: lti.WrongParty, says: "The message from the LMS is for " +
		"several tools and does not say that it was made for us: azp is not our client id “WfS1s6RcIEw6kUJ”." + noTool},

	{name: "exp missing", change: without("exp"), code: lti.NoTimes, says: noTimes},
	{name: "iat missing", change: without("iat"), code: lti.NoTimes, says: noTimes},
	{name: "exp as text", change: set("exp", "1795878639"), code: lti.NoTimes, says: noTimes},
	{name: "exp null", change: set("exp", nil), code: lti.NoTimes, says: noTimes},
	{name: "exp without end", change: set("exp", 1e300), code: lti.NoTimes, says: noTimes},
	{name: "expired", instead: func(r *rig, f url.Values) url.Values {
		r.clock.add(3*time.Minute + time.Second)
		return f
	}, code: lti.Expired, says: "The message from the LMS ended at 12:01:00 UTC, and here it is 12:03:01 UTC. " +
		"" + again + clocks},
	{name: "issued in the future", change: set("iat", noon.Add(121*time.Second).Unix()), code: lti.FromFuture,
		says: "The message from the LMS was made at 12:02:01 UTC, and here it is only 12:00:00 UTC. Open the link " +
			"again." + clocks},
	{name: "old iat", change: func(m *ltitest.Message) {
		m.Claims["iat"], m.Claims["exp"] = noon.Add(-601*time.Second).Unix(), noon.Add(time.Hour).Unix()
	}, code: lti.TooOld, says: "The message from the LMS was made at 11:49:59 UTC, more than 10 minutes before " +
		"12:00:00 UTC here. " + again + clocks},
	{name: "nbf in the future", change: set("nbf", noon.Add(121*time.Second).Unix()), code: lti.NotYet,
		says: "The message from the LMS holds from 12:02:01 UTC, and here it is only 12:00:00 UTC. Open the link " +
			"again then." +
			clocks},

	{name: "wrong nonce", change: set("nonce", "guessed"), code: lti.WrongNonce,
		says: "The message from the LMS belongs to another launch. " + again},
	{name: "nonce missing", change: without("nonce"), code: lti.WrongNonce,
		says: "The message from the LMS belongs to another launch. " + again},
	{name: "nonce twice", instead: func(r *rig, f url.Values) url.Values {
		if _, err := r.tool.Launch(r.Context(), f, r.cookie); err != nil {
			r.Fatal(err)
		}
		replay := r.answered(r.login(r.lms.Begin("4", "1")))
		replay.Set("id_token", f.Get("id_token"))
		return replay
	}, code: lti.WrongNonce, says: "The message from the LMS belongs to another launch. " + again},

	{name: "wrong version", change: set(ltitest.ClaimVersion, "1.1"), code: lti.WrongVersion,
		says: "The LMS speaks LTI “1.1”, and we speak 1.3.0. The administrator of the LMS sets up this tool as LTI " +
			"1.3."},
	{name: "version missing", change: without(ltitest.ClaimVersion), code: lti.WrongVersion, says: "The LMS speaks " +
		"LTI of an unnamed version, and we speak 1.3.0. The administrator of the LMS sets up this tool as LTI 1.3."},
	{name: "wrong type", change: set(ltitest.ClaimType, "LtiSubmissionReviewRequest"), code: lti.WrongType,
		says: "The LMS asks for “LtiSubmissionReviewRequest”, which this lab does not do. It opens links of a course " +
			"and lets a teacher choose assignments to link."},
	{name: "wrong deployment", change: set(ltitest.ClaimDeployment, "2"), code: lti.DeploymentUnknown,
		says: unlisted("“2”")},
	{name: "deployment missing", change: without(ltitest.ClaimDeployment), code: lti.DeploymentUnknown,
		says: unlisted("without a name")},
	{name: "long deployment", change: set(ltitest.ClaimDeployment, strings.Repeat("1", 256)),
		code: lti.DeploymentUnknown,
		says: unlisted("“" + strings.Repeat("1", 99) + "…”")},

	{name: "foreign target", change: set(ltitest.ClaimTarget, "https://evil.example/x"), code: lti.ForeignTarget,
		says: foreign("https://evil.example/x")},
	{name: "target at another port", change: set(ltitest.ClaimTarget, "http://localhost:18092/"),
		code: lti.ForeignTarget,
		says: foreign("http://localhost:18092/")},
	{name: "target with a name before @", change: set(ltitest.ClaimTarget, "http://localhost:18091@evil.example/"),
		code: lti.ForeignTarget, says: foreign("http://localhost:18091@evil.example/")},
	{name: "target that only begins like us", change: set(ltitest.ClaimTarget, "http://localhost:18091.evil.example/"),
		code: lti.ForeignTarget, says: foreign("http://localhost:18091.evil.example/")},
	{name: "target missing", change: without(ltitest.ClaimTarget), code: lti.ForeignTarget, says: "The LMS did not " +
		"say what to open: target_link_uri is missing. The teacher saves the link in the course again, with an " +
		"address that begins with http://localhost:18091."},
	{name: "resource_link missing", change: without(ltitest.ClaimLink), code: lti.NoLink, says: noLink},
	{name: "resource_link.id empty", change: set(ltitest.ClaimLink, map[string]any{"id": ""}), code: lti.NoLink,
		says: noLink},
	{name: "long resource_link.id", change: set(ltitest.ClaimLink, map[string]any{"id": strings.Repeat("x", 256)}),
		code: lti.NoLink, says: noLink},
	{name: "sub missing", change: without("sub"), code: lti.NoPerson, says: noID},
	{name: "sub is a number", change: set("sub", 4), code: lti.NoPerson, says: noID},
	{name: "long sub", change: set("sub", strings.Repeat("x", 256)), code: lti.NoPerson, says: noID},
	{name: "sub with a zero byte", change: set("sub", "4\x00"), code: lti.NoPerson, says: noID},
}

func TestBadLaunches(t *testing.T) {
	for _, tt := range badLaunches {
		t.Run(tt.name, func(t *testing.T) {
			r := newRig(t)
			if tt.before != nil {
				tt.before(r)
			}
			var changes []func(*ltitest.Message)
			if tt.change != nil {
				changes = append(changes, tt.change)
			}
			f := r.answered(r.login(r.lms.Begin("4", "1")), changes...)
			if tt.instead != nil {
				f = tt.instead(r, f)
			}
			l, err := r.tool.Launch(t.Context(), f, r.cookie)
			if err == nil {
				t.Fatalf("launched %+v, want a refusal", l)
			}
			code, says := r.said(err)
			if code != tt.code {
				t.Errorf("code %s, want %s", code, tt.code)
			}
			if diff := cmp.Diff(tt.says, says); diff != "" {
				t.Errorf("sentence (-want +got):\n%s", diff)
			}
			for _, secret := range []string{f.Get("state"), f.Get("id_token")} {
				if len(secret) > 20 && strings.Contains(says, secret) {
					t.Errorf("the sentence repeats %s", secret)
				}
			}
		})
	}
}

func breakKeys(status int, body string) func(*rig) {
	return func(r *rig) {
		r.lms.Before = func(w http.ResponseWriter, _ *http.Request) bool {
			w.WriteHeader(status)
			w.Write([]byte(body))
			return true
		}
	}
}

func TestLaunch(t *testing.T) {
	r := newRig(t)
	got, err := r.launch(r.lms.Begin("4", "1"))
	if err != nil {
		t.Fatal(err)
	}
	want := &lti.Launch{
		Person: lti.Person{Subject: "4", Role: lti.Learner, Name: "Ann Ólafsdóttir", Given: "Ann",
			Family: "Ólafsdóttir",
			Email:  "ann@example.org"},
		Platform: r.platform(), Deployment: "1", Target: origin + "/lti/launch?x=hashing",
		Course: lti.Course{ID: "2", Label: "ST101", Title: "Storage 101"},
		Link:   lti.Link{ID: "1", Title: "Consistent hashing"},
		Custom: map[string]string{"exercise": "hashing"},
		Grades: lti.Grades{LineItems: r.lms.URL + "/mod/lti/services.php/2/lineitems?type_id=1", Scopes: []string{
			"https://purl.imsglobal.org/spec/lti-ags/scope/lineitem",
			"https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly",
			"https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly",
			"https://purl.imsglobal.org/spec/lti-ags/scope/score"}},
		RosterURL: r.lms.URL + "/mod/lti/services.php/CourseSection/2/bindings/1/memberships",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("launch (-want +got):\n%s", diff)
	}
}

// TestLaunchesWithLess holds what may be missing or odd without a refusal.
func TestLaunchesWithLess(t *testing.T) {
	const course = "http://purl.imsglobal.org/vocab/lis/v2/membership"
	for _, tt := range []struct {
		name   string
		change func(*ltitest.Message)
		look   func(*lti.Launch) any
		want   any
	}{
		{"empty roles", set(ltitest.ClaimRoles, []string{}), func(l *lti.Launch) any { return l.Role }, lti.NoRole},
		{"roles missing", without(ltitest.ClaimRoles), func(l *lti.Launch) any { return l.Role }, lti.NoRole},
		{"system role only", set(ltitest.ClaimRoles, []string{
			"http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator",
			"http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor",
		}), func(l *lti.Launch) any { return l.Role }, lti.NoRole},
		{"short role", set(ltitest.ClaimRoles, []string{"Instructor"}), func(l *lti.Launch) any { return l.Role },
			lti.Staff},
		{"assistant", set(ltitest.ClaimRoles, []string{course + "/Instructor#TeachingAssistant",
			course + "#Instructor"}),
			func(l *lti.Launch) any { return l.Role }, lti.Assistant},
		{"preview", set(ltitest.ClaimRoles, []string{course + "#Learner",
			"http://purl.imsglobal.org/vocab/lti/system/person#TestUser"}),
			func(l *lti.Launch) any { return l.Test }, true},
		{"course missing", without(ltitest.ClaimContext), func(l *lti.Launch) any { return l.Course }, lti.Course{}},
		{"parts of a name", without("name"), func(l *lti.Launch) any { return l.Name }, "Ann Ólafsdóttir"},
		{"name with a line break", set("name", "Ann\r\nÓ\u202elaf"), func(l *lti.Launch) any { return l.Name }, "Ann " +
			"Ó laf"},
		{"long name", set("name", strings.Repeat("ä", 500)), func(l *lti.Launch) any { return l.Name },
			strings.Repeat("ä", 199) + "…"},
		{"several audiences and azp", func(m *ltitest.Message) {
			m.Claims["aud"], m.Claims["azp"] = []string{"WfS1s6RcIEw6kUJ", "b"}, "WfS1s6RcIEw6kUJ"
		}, func(l *lti.Launch) any { return l.Subject }, "4"},
		{"aud list of one", set("aud", []string{"WfS1s6RcIEw6kUJ"}), func(l *lti.Launch) any { return l.Subject }, "4"},
		{"times with parts of a second", func(m *ltitest.Message) {
			m.Claims["iat"], m.Claims["exp"] = float64(noon.Unix())+.5, float64(noon.Unix())+60.5
		}, func(l *lti.Launch) any { return l.Subject }, "4"},
		{"ended two minutes ago", set("exp", noon.Add(-2*time.Minute).Unix()),
			func(l *lti.Launch) any { return l.Subject }, "4"},
		{"made in two minutes", set("iat", noon.Add(2*time.Minute).Unix()),
			func(l *lti.Launch) any { return l.Subject }, "4"},
		{"ten minutes old", set("iat", noon.Add(-10*time.Minute).Unix()),
			func(l *lti.Launch) any { return l.Subject }, "4"},
		{"longest sub", set("sub", strings.Repeat("x", 255)), func(l *lti.Launch) any { return len(l.Subject) }, 255},
		{"numbers for texts", func(m *ltitest.Message) {
			m.Claims[ltitest.ClaimLink] = map[string]any{"id": 17, "title": nil}
			m.Claims[ltitest.ClaimCustom] = map[string]any{"n": 5, "yes": true, "none": nil, "list": []int{1},
				"empty": "", "zero": "a\x00b"}
		}, func(l *lti.Launch) any { return []any{l.Link, l.Custom} },
			[]any{lti.Link{ID: "17"}, map[string]string{"n": "5", "yes": "true", "empty": "", "zero": "ab"}}},
		{"services at addresses that cannot be", func(m *ltitest.Message) {
			m.Claims[ltitest.ClaimGrades] = map[string]any{"lineitem": "javascript:alert(1)", "lineitems": "ftp://x/",
				"scope": 5}
			m.Claims[ltitest.ClaimRoster] = "none"
		}, func(l *lti.Launch) any { return []any{l.Grades, l.RosterURL} }, []any{lti.Grades{}, ""}},
		{"target in capitals", set(ltitest.ClaimTarget, "HTTP://LOCALHOST:18091/exercises/hashing"),
			func(l *lti.Launch) any { return l.Target }, "HTTP://LOCALHOST:18091/exercises/hashing"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRig(t)
			l, err := r.launch(r.lms.Begin("4", "1"), tt.change)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, tt.look(l)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestLaunchWithoutNames(t *testing.T) {
	r := newRig(t)
	r.lms.NameLess = true
	l, err := r.launch(r.lms.Begin("5", "1"))
	if err != nil {
		t.Fatal(err)
	}
	if want := (lti.Person{Subject: "5", Role: lti.Learner}); l.Person != want {
		t.Errorf("person %+v, want %+v", l.Person, want)
	}
}

func TestDeepLinkingWithoutReturn(t *testing.T) {
	for _, settings := range []any{nil, map[string]any{"accept_types": []string{"ltiResourceLink"}}, "x",
		map[string]any{"deep_link_return_url": "javascript:alert(1)"}} {
		r := newRig(t)
		_, err := r.launch(r.lms.BeginChoice("3", ""), set(ltitest.ClaimSettings, settings))
		if code, says := r.said(err); code != lti.NoReturn || says != noReturn {
			t.Errorf("settings %v: %s, %q", settings, code, says)
		}
	}
}

// TestTwoLaunchesAtOnce opens two links before either has answered.
func TestTwoLaunchesAtOnce(t *testing.T) {
	r := newRig(t)
	first := r.answered(r.login(r.lms.Begin("4", "1")))
	second := r.answered(r.login(r.lms.Begin("4", "1")))
	for _, f := range []url.Values{second, first} {
		if _, err := r.tool.Launch(t.Context(), f, r.cookie); err != nil {
			t.Error(err)
		}
	}
}

// TestOurFaultIsNoRefusal keeps a broken database from being shown as a mistake of the LMS.
func TestOurFaultIsNoRefusal(t *testing.T) {
	r := newRig(t)
	f := r.answered(r.login(r.lms.Begin("4", "1")))
	r.store.broken = errors.New("disk is full")
	for _, err := range []error{
		func() error { _, err := r.tool.Launch(t.Context(), f, r.cookie); return err }(),
		func() error { _, err := r.tool.Login(t.Context(), r.lms.Begin("4", "1")); return err }(),
		func() error { _, err := r.tool.JWKS(t.Context()); return err }(),
		func() error { _, _, err := r.tool.Roster(t.Context(), r.access(), r.lms.URL); return err }(),
		func() error {
			_, err := r.tool.SendScore(t.Context(), r.access(), r.lms.URL, lti.Score{Subject: "4", Max: 1})
			return err
		}(),
	} {
		var refusal *lti.Refusal
		var reply *lti.Reply
		if err == nil || errors.As(err, &refusal) || errors.As(err, &reply) || !errors.Is(err, r.store.broken) {
			t.Errorf("error %v, want that of the store", err)
		}
	}
}

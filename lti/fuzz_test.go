package lti

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/go-jose/go-jose/v4/json"
)

// everywhere is a store that knows every issuer and every state.
type everywhere struct{ nowhere }

func (everywhere) Platforms(_ context.Context, issuer string) ([]Platform, error) {
	return []Platform{{Issuer: issuer, ClientID: "c", AuthURL: "https://lms.example/auth"}}, nil
}

func (everywhere) Spend(context.Context, string) (State, error) {
	return State{Nonce: "n", Cookie: hash("secret"), Ends: time.Unix(2000, 0)}, nil
}

func (everywhere) Allowed(context.Context, Platform, string) (bool, error) { return true, nil }

func fuzzTool(f *testing.F) *Tool {
	tool := newTool(f, true, everywhere{})
	tool.Now = func() time.Time { return time.Unix(1000, 0) }
	return tool
}

func addRecording(f *testing.F, name string) {
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(text))
}

// readable holds a sentence to what may stand on a page.
func readable(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		return
	}
	var refusal *Refusal
	if !errors.As(err, &refusal) {
		t.Fatalf("%v is no refusal", err)
	}
	if !utf8.ValidString(refusal.Message) || strings.ContainsFunc(refusal.Message, unicode.IsControl) ||
		utf8.RuneCountInString(refusal.Message) > 800 || refusal.Code == "" {
		t.Errorf("%s: %q", refusal.Code, refusal.Message)
	}
}

func FuzzForms(f *testing.F) {
	f.Add("iss=https%3A%2F%2Flms.example&login_hint=5&target_link_uri=https%3A%2F%2Flab.example.org%2Fx&" +
		"lti_message_hint=%7B%7D")
	f.Add("iss=a%00b&client_id=%ff&login_hint=5&target_link_uri=https://lab.example.org:443")
	f.Add("state=x&id_token=a.b.c")
	f.Add("state=x&id_token=eyJhbGciOiJSUzI1NiIsImtpZCI6ImsifQ.e30.AAAA")
	f.Add("state=x&id_token=a.b.c.d.e&error=")
	f.Add("error=x%0Ay&error_description=%E2%80%AEevil")
	tool := fuzzTool(f)
	f.Fuzz(func(t *testing.T, query string) {
		form, _ := url.ParseQuery(query)
		l, err := tool.Login(t.Context(), form)
		readable(t, err)
		if err == nil && !strings.HasPrefix(l.Redirect, "https://lms.example/auth?") {
			t.Errorf("goes on at %s", l.Redirect)
		}
		if again := LoginAgain(form); !strings.HasPrefix(again, LoginPath+"?") {
			t.Errorf("begins again at %s", again)
		}
		launch, err := tool.Launch(t.Context(), form, func(string) string { return "secret" })
		readable(t, err)
		if launch != nil {
			t.Errorf("launched %+v without a key", launch)
		}
	})
}

func FuzzClaims(f *testing.F) {
	for _, name := range []string{"launch-learner.json", "launch-without-names.json", "deep-linking-request.json"} {
		text, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		var file struct {
			Claims json.RawMessage `json:"claims"`
		}
		if err := json.Unmarshal(text, &file); err != nil {
			f.Fatal(err)
		}
		f.Add(strings.ReplaceAll(string(file.Claims), "http://localhost:18091", "https://lab.example.org"))
	}
	f.Add(`{"iss":"i","aud":["c",null,5],"azp":null,"exp":1e400,"iat":-1,"nonce":{}}`)
	f.Add(`{"iss":"i","aud":["c","d"],"azp":"c","exp":1060,"iat":1000.5,"nbf":"x","nonce":"n"}`)
	tool := fuzzTool(f)
	p := Platform{Issuer: "i", ClientID: "c"}
	f.Fuzz(func(t *testing.T, text string) {
		var c claims
		if json.Unmarshal([]byte(text), &c) != nil {
			return
		}
		s := State{Nonce: "n", Platform: p}
		for _, check := range []func(claims, State) error{checkSender, tool.checkTimes, checkNonce, checkKind} {
			readable(t, check(c, s))
		}
		l, err := tool.readLaunch(t.Context(), c, p)
		readable(t, err)
		if l == nil {
			return
		}
		for _, s := range []string{l.Name, l.Given, l.Family, l.Email, l.Course.Title, l.Link.Title} {
			if !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) ||
				utf8.RuneCountInString(s) > maxTitle {
				t.Errorf("text %q", s)
			}
		}
		for _, a := range []string{l.RosterURL, l.ReturnURL, l.Grades.LineItem, l.Grades.LineItems} {
			if a != "" && !tool.endpoint(a) {
				t.Errorf("address %q", a)
			}
		}
		if !identifier(l.Subject) || !identifier(l.Deployment) || !tool.isOurs(l.Target) ||
			l.DeepLinking == nil && !identifier(l.Link.ID) {
			t.Errorf("launch %+v", l)
		}
	})
}

func FuzzKeySet(f *testing.F) {
	addRecording(f, "jwks.json")
	f.Add(`{"keys":[{"kty":"RSA","kid":"a","n":"AQAB==","e":"AQAB"},5,null,{"kty":"EC"},{"kty":"oct","kid":"b"}]}`)
	f.Add(`{"keys":null}`)
	f.Fuzz(func(t *testing.T, text string) {
		set, err := parseKeySet([]byte(text))
		if err != nil {
			return
		}
		for kid, key := range set.keys {
			if kid == "" || key.N.BitLen() < keyBits || key.N.BitLen() > maxKeyBits || key.E < 3 || set.twice[kid] {
				t.Errorf("key %q of %d bits, exponent %d", kid, key.N.BitLen(), key.E)
			}
		}
	})
}

func FuzzMembers(f *testing.F) {
	f.Add(`{"members":[{"status":"Active","roles":["Learner"],"user_id":"5","name":"Bob =cmd()","email":"b@x.org"}]}`)
	f.Add(`{"members":[{"user_id":5,"roles":"Instructor","name":{}},null,5]}`)
	f.Add(`{"members":null}`)
	f.Fuzz(func(t *testing.T, text string) {
		all, err := parseMembers([]byte(text))
		if err != nil && all != nil {
			t.Errorf("%d members of what is no page", len(all))
		}
		for _, m := range all {
			if !identifier(m.Subject) || !utf8.ValidString(m.Name) || strings.ContainsFunc(m.Name, unicode.IsControl) {
				t.Errorf("member %+v", m)
			}
		}
	})
}

func FuzzLineItems(f *testing.F) {
	f.Add(`[{"id":"http:\/\/lms\/1?type_id=1","label":"Own","scoreMaximum":40,"resourceId":"ex:own","tag":"grade"}]`)
	f.Add(`[{"id":5,"scoreMaximum":"40"},null,{}]`)
	f.Add(`null`)
	f.Fuzz(func(t *testing.T, text string) {
		all, err := parseLineItems([]byte(text))
		if err != nil && all != nil {
			t.Errorf("%d columns of what is no list", len(all))
		}
		for _, l := range all {
			if !utf8.ValidString(l.Label) {
				t.Errorf("label %q", l.Label)
			}
			at := scoresURL(l.URL)
			before, _, _ := strings.Cut(at, "?")
			if !strings.HasSuffix(before, "/scores") {
				t.Errorf("scores of %q go to %q", l.URL, at)
			}
		}
	})
}

func FuzzRegistration(f *testing.F) {
	config, err := os.ReadFile(filepath.Join("testdata", "openid-configuration.json"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(config), `{"client_id":"c","`+claimTool+`":{"deployment_id":"1"}}`)
	f.Add(`{"issuer":"http://127.0.0.1:18090/","scopes_supported":5}`, `{"client_id":7,"deployment_id":null}`)
	tool := fuzzTool(f)
	f.Fuzz(func(t *testing.T, config, answer string) {
		c, err := tool.readConfiguration("http://127.0.0.1:18090/openid-configuration", []byte(config))
		readable(t, err)
		if c == nil {
			return
		}
		tool.document(c)
		r, err := readRegistration(c, []byte(answer))
		readable(t, err)
		if r == nil {
			return
		}
		if err := tool.CheckPlatform(r.Platform); err != nil || r.Deployment != "" && !identifier(r.Deployment) {
			t.Errorf("registered %+v: %v", r, err)
		}
	})
}

func FuzzToken(f *testing.F) {
	f.Add(`{"access_token":"TOKEN","token_type":"Bearer","expires_in":3600,"scope":"x"}`)
	f.Add(`{"access_token":"a b","expires_in":"1e999"}`)
	f.Add(`{"access_token":5,"expires_in":-1,"error":"invalid_scope"}`)
	f.Fuzz(func(t *testing.T, text string) {
		token, life := parseAccessToken([]byte(text))
		if strings.ContainsFunc(token, unicode.IsSpace) || life < 0 || life > tokenLongest {
			t.Errorf("token %q for %v", token, life)
		}
		if said := oauthError([]byte(text)); len(said) > 42 {
			t.Errorf("error %q", said)
		}
	})
}

func TestNextLink(t *testing.T) {
	for _, tt := range []struct {
		headers []string
		want    string
	}{
		{nil, ""},
		{[]string{`<https://lms/m?p=2>; rel="next"`}, "https://lms/m?p=2"},
		{[]string{`<https://lms/m?p=2>;rel=next`}, "https://lms/m?p=2"},
		{[]string{`<https://lms/m?p=2>; REL="Prev Next"`}, "https://lms/m?p=2"},
		{[]string{`<a>; rel="first", <b,c>; title="x, <d>; rel=next"; rel="next", <e>; rel="last"`}, "b,c"},
		{[]string{`<a>; rel="prev"`, `<b>; rel="next"`}, "b"},
		{[]string{`<a>; rel=“first”, <b>; rel=“next”`}, "b"},
		{[]string{`<a>; rel='next'`}, "a"},
		{[]string{`<a>; rel="nextpage"`}, ""},
		{[]string{`<a>; title="rel=next"`}, ""},
		{[]string{`<a`, `a>; rel="next"`, `<a>`, `rel="next"`, `,,;;<>`}, ""},
		{[]string{`<>; rel="next"`}, ""},
		{[]string{`<a>; title="\", <b>; rel=next"; rel=last`}, ""},
	} {
		if got := nextLink(tt.headers); got != tt.want {
			t.Errorf("nextLink(%q) = %q, want %q", tt.headers, got, tt.want)
		}
	}
}

func FuzzLink(f *testing.F) {
	f.Add(`<https://lms/m?p=2>; rel="next"`, "120")
	f.Add(`<a>; rel="first", <b,c>; title="x, <d>; rel=next"; rel="next"`, "Sat, 28 Nov 2026 12:30:00 GMT")
	f.Add(`<a>; rel=“next”`, "-1")
	tool := fuzzTool(f)
	f.Fuzz(func(t *testing.T, link, retry string) {
		if got := nextLink([]string{link}); !strings.Contains(link, got) {
			t.Errorf("nextLink(%q) = %q", link, got)
		}
		wait := tool.retryAfter(http.Header{"Retry-After": {retry}})
		if wait < 0 || wait > longestWait {
			t.Errorf("retryAfter(%q) = %v", retry, wait)
		}
	})
}

// TestPaddedKey reads the key set that the Security Framework prints in section 6.3, padded as it is there.
func TestPaddedKey(t *testing.T) {
	const set = `{"keys":[{"e":"AQAB","use":"sig","alg":"RS256","kty":"RSA","kid":"1516918956_0","n":"oNqXxxWuX7LlovO` +
		`5reRNau5f96K_o3DJx-wK7lrjBmp0qKwNszbbp8MvfrlVs-oYXfj1rzqAeY6GJF5BETViDTT0i2fEz37J0HGAeTrO7Z5zI5Ure9C` +
		`b0lulLOZj1hF8piZzWW_z_set2NyhafoZ-IG1NSe61mqHu7mTjuHYST84igz-bPKhkJAVlmPPjHTO51hG9T_roVIkjXnvgqd2dCa` +
		`J0ExT2bR96jcyausbkdDNfPtJdfSCAWYXGQnt0PmIysOHPtCkyFqv5ez8KXT7Q4CAYd7nxwfWNOFRHyLAyF__cYEJlBEKGyJniSI` +
		`PtkGBWrbXUQhKF6TEFa-RRRl8Dw=="}]}`
	keys, err := parseKeySet([]byte(set))
	if err != nil || keys.keys["1516918956_0"] == nil || keys.keys["1516918956_0"].N.BitLen() != 2048 {
		t.Errorf("parseKeySet = %+v, %v", keys, err)
	}
}

// TestKeysOfTheWrongSize leaves out keys that are weak, costly or none at all.
func TestKeysOfTheWrongSize(t *testing.T) {
	for name, jwk := range map[string]string{
		"512 bits":    `"kty":"RSA","e":"AQAB","n":"` + strings.Repeat("_", 85) + `w"`,
		"16384 bits":  `"kty":"RSA","e":"AQAB","n":"` + strings.Repeat("_", 2730) + `_w"`,
		"even":        `"kty":"RSA","e":"AQAA","n":"` + strings.Repeat("_", 341) + `_w"`,
		"exponent 1":  `"kty":"RSA","e":"AQ","n":"` + strings.Repeat("_", 341) + `_w"`,
		"no exponent": `"kty":"RSA","n":"` + strings.Repeat("_", 341) + `_w"`,
		"no base64":   `"kty":"RSA","e":"AQAB","n":"+++"`,
		"elliptic":    `"kty":"EC","crv":"P-256","x":"AA","y":"AA"`,
		"PS256":       `"kty":"RSA","alg":"PS256","e":"AQAB","n":"` + strings.Repeat("_", 341) + `_w"`,
		"no name":     `"kty":"RSA","kid":"","e":"AQAB","n":"` + strings.Repeat("_", 341) + `_w"`,
	} {
		set, err := parseKeySet([]byte(`{"keys":[{"kid":"k",` + jwk + `}]}`))
		if err != nil || len(set.keys) != 0 {
			t.Errorf("%s: %+v, %v; want no key", name, set, err)
		}
	}
}

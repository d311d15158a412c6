package lti_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"tradeofflab/lti"
)

func TestBadLogins(t *testing.T) {
	const unread = "The LMS names its installation of this tool in a way we cannot read: lti_deployment_id has more " +
		"than 255 characters or control characters. Tell the administrator of the LMS."
	for _, tt := range []struct {
		name   string
		change func(*rig, url.Values)
		code   lti.Code
		says   string
	}{
		{"iss missing", func(_ *rig, f url.Values) { f.Del("iss") }, lti.NoIssuer, "The LMS did not say who it is: " +
			"iss is missing. Open the link from within the course; if that does not help, the administrator of the " +
			"LMS checks the login address of this tool."},
		{"unknown issuer", func(_ *rig, f url.Values) {
			f.Set("iss", "https://other.example")
			f.Del("client_id")
		}, lti.PlatformUnknown, "The LMS https://other.example is not registered here. Its administrator asks the " +
			"operator of this lab for a registration link."},
		{"issuer with a slash", func(r *rig, f url.Values) {
			f.Set("iss", r.lms.URL+"/")
			f.Del("client_id")
		}, lti.PlatformUnknown, "The LMS http://lms.example/ is not registered here. Its administrator asks the " +
			"operator of this lab for a registration link."},
		{"unknown client", func(_ *rig, f url.Values) { f.Set("client_id", "x\ny") }, lti.PlatformUnknown,
			"The LMS http://lms.example is not registered here with the client id “x y”. Its administrator asks the " +
				"operator of this lab for a registration link."},
		{"client_id missing for two", func(r *rig, f url.Values) {
			other := r.platform()
			other.ClientID = "second"
			r.store.platforms = append(r.store.platforms, other)
			f.Del("client_id")
		}, lti.ClientNeeded, "The LMS http://lms.example is registered here more than once and did not say which " +
			"registration it means: client_id is missing. The administrator of the LMS updates it, or keeps one " +
			"registration."},
		{"login_hint missing", func(_ *rig, f url.Values) { f.Del("login_hint") }, lti.BadHint, "The LMS did not say " +
			"whom it signs in: login_hint is missing or too long. Go back to the course and open the link again."},
		{"long lti_message_hint", func(_ *rig, f url.Values) {
			f.Set("lti_message_hint", strings.Repeat("x",
				8<<10+1))
		},
			lti.BadHint, "The LMS did not say whom it signs in: login_hint is missing or too long. Go back to the " +
				"course and open the link again."},
		{"target missing", func(_ *rig, f url.Values) { f.Del("target_link_uri") }, lti.ForeignTarget, "The LMS did " +
			"not say what to open: target_link_uri is missing. The teacher saves the link in the course again, with " +
			"an address that begins with http://localhost:18091."},
		{"foreign target", func(_ *rig, f url.Values) { f.Set("target_link_uri", "https://evil.example/") },
			lti.ForeignTarget, foreign("https://evil.example/")},
		{"target without a host", func(_ *rig, f url.Values) { f.Set("target_link_uri", "/lti/launch") },
			lti.ForeignTarget, foreign("/lti/launch")},
		{"long deployment", func(_ *rig, f url.Values) { f.Set("lti_deployment_id", strings.Repeat("1", 256)) },
			lti.DeploymentUnknown, unread},
		{"deployment with a zero byte", func(_ *rig, f url.Values) { f.Set("lti_deployment_id", "\x00") },
			lti.DeploymentUnknown, unread},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRig(t)
			f := r.lms.Begin("4", "1")
			tt.change(r, f)
			_, err := r.tool.Login(t.Context(), f)
			if code, says := r.said(err); code != tt.code || says != tt.says {
				t.Errorf("%s, %q;\nwant %s, %q", code, says, tt.code, tt.says)
			}
		})
	}
}

// TestLoginsWithLess holds what an LMS may leave out.
func TestLoginsWithLess(t *testing.T) {
	for _, without := range []string{"client_id", "lti_deployment_id", "lti_message_hint"} {
		r := newRig(t)
		f := r.lms.Begin("4", "1")
		f.Del(without)
		l, err := r.tool.Login(t.Context(), f)
		if err != nil {
			t.Errorf("without %s: %v", without, err)
			continue
		}
		u, _ := url.Parse(l.Redirect)
		if u.Query().Has("lti_message_hint") == (without == "lti_message_hint") {
			t.Errorf("without %s it goes on at %s", without, l.Redirect)
		}
	}
}

// TestLoginKeepsHashes looks at what is stored: nobody who reads it can take the launch over.
func TestLoginKeepsHashes(t *testing.T) {
	r := newRig(t)
	r.store.platforms[0].AuthURL += "?tenant=7"
	l, err := r.tool.Login(t.Context(), r.lms.Begin("4", "1"))
	if err != nil {
		t.Fatal(err)
	}
	u, _ := url.Parse(l.Redirect)
	state := u.Query().Get("state")
	if u.Query().Get("tenant") != "7" {
		t.Errorf("%s lost a parameter of the LMS", l.Redirect)
	}
	for _, kept := range []string{l.State.Hash, l.State.Cookie, l.State.Nonce} {
		if strings.Contains(kept, state) || strings.Contains(kept, l.Secret) {
			t.Errorf("kept %q holds a secret", kept)
		}
	}
	if len(l.Secret) != 32 || l.Secret == state || !strings.HasPrefix(l.Cookie, "__Host-") || strings.Contains(l.Cookie,
		state) {
		t.Errorf("cookie %s=%s for state %s", l.Cookie, l.Secret, state)
	}
	if !l.State.Ends.Equal(noon.Add(10*time.Minute)) || l.State.Platform != r.store.platforms[0] {
		t.Errorf("kept %+v", l.State)
	}
}

// TestLoginAgain begins a login anew from the address for another window.
func TestLoginAgain(t *testing.T) {
	r := newRig(t)
	f := r.lms.Begin("4", "1")
	f.Set("utf8", "✓")
	again, err := url.Parse(lti.LoginAgain(f))
	if err != nil || again.Path != lti.LoginPath || again.Host != "" || again.Query().Has("utf8") {
		t.Fatalf("LoginAgain = %s, %v", again, err)
	}
	if _, err := r.launch(again.Query()); err != nil {
		t.Error(err)
	}
	// Once the LMS has answered, it has forgotten this launch.
	if _, err := r.launch(again.Query()); err == nil {
		t.Error("launched from a hint that is used up")
	} else if code, _ := r.said(err); code != lti.PlatformError {
		t.Errorf("%v, want %s", err, lti.PlatformError)
	}
}

func TestOrigins(t *testing.T) {
	for origin, want := range map[string]bool{"https://lab.example.org": true, "https://lab.example.org/": true,
		"http://localhost:8080": true, "lab.example.org": false, "https://lab.example.org/lab": false, "": false,
		"https://u:p@lab.example.org": false, "ftp://lab.example.org": false, "https://lab.example.org?x": false} {
		_, err := lti.New(lti.Config{Origin: origin, Store: &memory{}})
		if (err == nil) != want {
			t.Errorf("New with origin %q: %v", origin, err)
		}
	}
	if _, err := lti.New(lti.Config{Origin: "https://lab.example.org"}); err == nil {
		t.Error("New without a store succeeds")
	}
}

// TestDefaultPort lets a target in that writes the port our origin leaves out.
func TestDefaultPort(t *testing.T) {
	r := newRig(t)
	tool, err := lti.New(lti.Config{Origin: "https://lab.example.org", Private: true, Store: r.store, Now: r.clock.now})
	if err != nil {
		t.Fatal(err)
	}
	for target, want := range map[string]bool{"https://lab.example.org:443/x": true, "https://LAB.example.org/x": true,
		"http://lab.example.org/x": false, "https://lab.example.org:444/x": false,
		"https://lab.example.org./x": false} {
		f := r.lms.Begin("4", "1")
		f.Set("target_link_uri", target)
		if _, err := tool.Login(t.Context(), f); (err == nil) != want {
			t.Errorf("target %s: %v", target, err)
		}
	}
}

func TestCheckPlatform(t *testing.T) {
	r := newRig(t)
	open, _ := lti.New(lti.Config{Origin: "https://lab.example.org", Store: r.store})
	good := lti.Platform{Issuer: "https://lms.example", ClientID: "5", AuthURL: "https://lms.example/auth",
		TokenURL: "https://lms.example/token", JWKSURL: "https://lms.example/jwks"}
	if err := open.CheckPlatform(good); err != nil {
		t.Error(err)
	}
	if err := r.tool.CheckPlatform(r.platform()); err != nil {
		t.Errorf("where http is let in: %v", err)
	}
	for name, change := range map[string]func(*lti.Platform){
		"address of the public keys":          func(p *lti.Platform) { p.JWKSURL = "http://lms.example/jwks" },
		"address of access tokens":            func(p *lti.Platform) { p.TokenURL = "" },
		"address of authentication requests":  func(p *lti.Platform) { p.AuthURL = "https://u:p@lms.example" },
		"Issuer and client id":                func(p *lti.Platform) { p.Issuer = "" },
		"Issuer and client id are both neede": func(p *lti.Platform) { p.ClientID = strings.Repeat("x", 256) },
	} {
		p := good
		change(&p)
		if _, says := r.said(open.CheckPlatform(p)); !strings.Contains(says, name) {
			t.Errorf("%+v: %q, want the %s named", p, says, name)
		}
	}
}

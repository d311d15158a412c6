package signon

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/descope/virtualwebauthn"

	"tradeofflab/signon/signontest"
)

const lab = "https://lab.example.org"

// device is an authenticator with a passkey.
type device struct {
	t    testing.TB
	site virtualwebauthn.RelyingParty
	auth virtualwebauthn.Authenticator
	key  virtualwebauthn.Credential
}

func newDevice(t testing.TB, owner string) *device {
	return &device{t, virtualwebauthn.RelyingParty{ID: "lab.example.org", Name: "Lab", Origin: lab},
		virtualwebauthn.NewAuthenticatorWithOptions(virtualwebauthn.AuthenticatorOptions{UserHandle: []byte(owner)}),
		signontest.NewKey()}
}

func (d *device) made(q Question) string {
	d.t.Helper()
	options, err := virtualwebauthn.ParseAttestationOptions(q.Options)
	if err != nil {
		d.t.Fatal(err)
	}
	return virtualwebauthn.CreateAttestationResponse(d.site, d.auth, d.key, *options)
}

func (d *device) used(q Question) string {
	d.t.Helper()
	options, err := virtualwebauthn.ParseAssertionOptions(q.Options)
	if err != nil {
		d.t.Fatal(err)
	}
	return virtualwebauthn.CreateAssertionResponse(d.site, d.auth, d.key, *options)
}

func passkeys(t testing.TB) *Passkeys {
	t.Helper()
	p, err := NewPasskeys(lab, "Lab")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

var ada = Owner{"ada-id", "Ada"}

// ask gives the second of two values, or ends the test.
func ask(t testing.TB, q Question, err error) Question {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func answer(t testing.TB, text string) Answer {
	t.Helper()
	a, err := ReadAnswer(text)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// registered is a device of Ada's whose passkey the lab knows.
func registered(t testing.TB, p *Passkeys) (*device, Passkey) {
	t.Helper()
	d := newDevice(t, ada.ID)
	q, err := p.AskNew(ada, nil)
	q = ask(t, q, err)
	k, err := p.CheckNew(ada, q.Kept, answer(t, d.made(q)))
	if err != nil {
		t.Fatal(err)
	}
	return d, k
}

// refused wants a refusal with a code and a sentence.
func refused(t *testing.T, what string, err error, code Code) {
	t.Helper()
	var r *Refusal
	if !errors.As(err, &r) || r.Code != code {
		t.Errorf("%s: %v, want a refusal %s", what, err, code)
		return
	}
	if !strings.HasSuffix(r.Message, ".") || strings.ToUpper(r.Message[:1]) != r.Message[:1] {
		t.Errorf("%s: %q is no sentence", what, r.Message)
	}
}

func TestWhatIsAskedOfADevice(t *testing.T) {
	p := passkeys(t)
	_, k := registered(t, p)
	q, err := p.AskNew(ada, []Passkey{k})
	q = ask(t, q, err)
	var options struct {
		Attestation string
		RP, User    struct{ ID, Name string }
		Selection   struct {
			ResidentKey, UserVerification string
			RequireResidentKey            bool
		} `json:"authenticatorSelection"`
		Exclude []struct{ ID string } `json:"excludeCredentials"`
	}
	if err := json.Unmarshal([]byte(q.Options), &options); err != nil {
		t.Fatal(err)
	}
	if options.RP.ID != "lab.example.org" || options.Selection.UserVerification != "required" ||
		options.Selection.ResidentKey != "required" || !options.Selection.RequireResidentKey ||
		options.Attestation != "none" || len(options.Exclude) != 1 || options.Exclude[0].ID != k.ID ||
		options.User.Name != "Ada" {
		t.Errorf("a new passkey is asked for with %s", q.Options)
	}
	other, err := p.AskNew(ada, nil)
	if raw, _ := base64.RawURLEncoding.DecodeString(q.Challenge); err != nil || len(raw) < 16 ||
		other.Challenge == q.Challenge {
		t.Errorf("challenges %q and %q, %v", q.Challenge, other.Challenge, err)
	}
	use, err := p.AskAny()
	if err != nil || !strings.Contains(use.Options, `"userVerification":"required"`) ||
		strings.Contains(use.Options, "allowCredentials") {
		t.Errorf("a passkey is asked for with %s, %v", use.Options, err)
	}
	if strings.Contains(k.Data, "attestationObject") || len(k.Data) > 1200 {
		t.Errorf("kept of a passkey: %d bytes: %s", len(k.Data), k.Data)
	}
}

func TestPasskeySignsIn(t *testing.T) {
	p := passkeys(t)
	d, k := registered(t, p)
	for range 3 {
		q, err := p.AskAny()
		q = ask(t, q, err)
		a := answer(t, d.used(q))
		if a.Passkey != k.ID || a.Challenge != q.Challenge {
			t.Errorf("the answer names %s and %s, want %s and %s", a.Passkey, a.Challenge, k.ID, q.Challenge)
		}
		if k, err = p.CheckAny(ada, k, q.Kept, a); err != nil {
			t.Fatal(err)
		}
		d.key.Counter++
	}
}

// TestNewPasskeysAreRefused sends what a device would not send, or would not send here.
func TestNewPasskeysAreRefused(t *testing.T) {
	p := passkeys(t)
	for what, c := range map[string]struct {
		change func(d *device)
		code   Code
	}{
		"made for another site":        {func(d *device) { d.site.Origin = "https://evil.example" }, OtherSite},
		"made for a host below":        {func(d *device) { d.site.Origin = "https://x.lab.example.org" }, OtherSite},
		"made over http":               {func(d *device) { d.site.Origin = "http://lab.example.org" }, OtherSite},
		"signed for another host":      {func(d *device) { d.site.ID = "evil.example" }, NotValid},
		"nobody was checked":           {func(d *device) { d.auth.Options.UserNotVerified = true }, NotVerified},
		"nobody was there":             {func(d *device) { d.auth.Options.UserNotPresent = true }, NotValid},
		"kept elsewhere, but never so": {func(d *device) { d.auth.Options.BackupState = true }, NotValid},
	} {
		d := newDevice(t, ada.ID)
		c.change(d)
		q, err := p.AskNew(ada, nil)
		q = ask(t, q, err)
		_, err = p.CheckNew(ada, q.Kept, answer(t, d.made(q)))
		refused(t, what, err, c.code)
	}
	d := newDevice(t, ada.ID)
	q, err := p.AskNew(ada, nil)
	q = ask(t, q, err)
	other, err := p.AskNew(ada, nil)
	other = ask(t, other, err)
	_, err = p.CheckNew(ada, other.Kept, answer(t, d.made(q)))
	refused(t, "the answer to another question", err, NotValid)
	_, err = p.CheckNew(Owner{"budi-id", "Budi"}, q.Kept, answer(t, d.made(q)))
	refused(t, "made for another person", err, NotValid)
	use, err := p.AskAny()
	use = ask(t, use, err)
	_, err = p.CheckNew(ada, use.Kept, answer(t, d.used(use)))
	refused(t, "a passkey that was used", err, Unreadable)
}

func TestUsesOfPasskeysAreRefused(t *testing.T) {
	p := passkeys(t)
	for what, c := range map[string]struct {
		change func(d *device)
		code   Code
	}{
		"used at another site":    {func(d *device) { d.site.Origin = "https://evil.example" }, OtherSite},
		"signed for another host": {func(d *device) { d.site.ID = "evil.example" }, NotValid},
		"nobody was checked":      {func(d *device) { d.auth.Options.UserNotVerified = true }, NotVerified},
		"nobody was there":        {func(d *device) { d.auth.Options.UserNotPresent = true }, NotValid},
		"another person's handle": {func(d *device) { d.auth.Options.UserHandle = []byte("budi-id") }, NotValid},
		"no handle":               {func(d *device) { d.auth.Options.UserHandle = nil }, NotValid},
		"another key": {func(d *device) {
			id := d.key.ID
			d.key = signontest.NewKey()
			d.key.ID = id
		}, NotValid},
		"now kept elsewhere": {func(d *device) { d.auth.Options.BackupEligible = true }, NotValid},
	} {
		d, k := registered(t, p)
		c.change(d)
		q, err := p.AskAny()
		q = ask(t, q, err)
		_, err = p.CheckAny(ada, k, q.Kept, answer(t, d.used(q)))
		refused(t, what, err, c.code)
	}
	d, k := registered(t, p)
	q, err := p.AskAny()
	q = ask(t, q, err)
	other, err := p.AskAny()
	other = ask(t, other, err)
	_, err = p.CheckAny(ada, k, other.Kept, answer(t, d.used(q)))
	refused(t, "the answer to another question", err, NotValid)
	_, err = p.CheckAny(Owner{"budi-id", "Budi"}, k, q.Kept, answer(t, d.used(q)))
	refused(t, "the passkey of another person", err, NotValid)
	made, err := p.AskNew(ada, nil)
	made = ask(t, made, err)
	_, err = p.CheckAny(ada, k, q.Kept, answer(t, d.made(made)))
	refused(t, "a new passkey", err, Unreadable)
	_, err = p.CheckAny(ada, k, made.Kept, answer(t, d.used(made)))
	refused(t, "the answer to a question for a new one", err, NotValid)
}

// TestCopiedPasskey uses a passkey and a copy of it in turn: as soon as the count goes back neither opens anything.
func TestCopiedPasskey(t *testing.T) {
	p := passkeys(t)
	d, k := registered(t, p)
	use := func(d *device, count uint32) error {
		t.Helper()
		d.key.Counter = count
		q, err := p.AskAny()
		q = ask(t, q, err)
		after, err := p.CheckAny(ada, k, q.Kept, answer(t, d.used(q)))
		if after.Data != "" {
			k = after
		}
		return err
	}
	thief := *d
	if err := use(d, 5); err != nil {
		t.Fatal(err)
	}
	if err := use(&thief, 6); err != nil {
		t.Fatal(err)
	}
	refused(t, "the owner after the thief", use(d, 6), Copied)
	if !k.Copied() {
		t.Error("the passkey does not bear the mark")
	}
	refused(t, "the thief after that", use(&thief, 7), Copied)
	refused(t, "the owner after that", use(d, 8), Copied)
}

func TestAnswersThatCannotBeRead(t *testing.T) {
	p := passkeys(t)
	d, k := registered(t, p)
	q, err := p.AskAny()
	q = ask(t, q, err)
	good := d.used(q)
	for what, text := range map[string]string{
		"nothing":    "",
		"no JSON":    "{",
		"a list":     "[]",
		"no id":      strings.Replace(good, `"id":"`, `"ID2":"`, 1),
		"too long":   good + strings.Repeat(" ", maxAnswer),
		"a long id":  `{"id":"` + strings.Repeat("AAAA", 400) + `","response":{"clientDataJSON":"e30"}}`,
		"no data":    `{"id":"AAAA","response":{}}`,
		"empty data": `{"id":"AAAA","response":{"clientDataJSON":"e30"}}`,
	} {
		_, err := ReadAnswer(text)
		refused(t, what, err, Unreadable)
	}
	a := answer(t, good)
	a.text = good + good
	_, err = p.CheckAny(ada, k, q.Kept, a)
	refused(t, "two answers", err, Unreadable)
}

func TestSitesWithPasskeys(t *testing.T) {
	for site, want := range map[string]bool{
		"https://lab.example.org":      true,
		"https://lab.example.org:8443": true,
		"http://localhost:8080":        true,
		"http://lab.localhost":         true,
		"http://127.0.0.1:8080":        false, // Trusted, but a number is no host to bind to
		"https://192.0.2.1":            false,
		"http://lab.example.org":       false,
		"http://localhost.example.org": false,
		"http://lab:8080":              false,
		"":                             false,
	} {
		p, err := NewPasskeys(site, "Lab")
		if (err == nil) != want {
			t.Errorf("%s: %v, want passkeys: %v", site, err, want)
		}
		if err == nil && p.Site != strings.Split(strings.Split(site, "//")[1], ":")[0] {
			t.Errorf("%s: bound to %s", site, p.Site)
		}
	}
}

// FuzzAnswer feeds both checks with texts of others: they may refuse, and never break.
func FuzzAnswer(f *testing.F) {
	p := passkeys(f)
	d, k := registered(f, p)
	use, err := p.AskAny()
	use = ask(f, use, err)
	made, err := p.AskNew(ada, nil)
	made = ask(f, made, err)
	f.Add(d.used(use))
	f.Add(d.made(made))
	f.Add(`{"id":"AAAA","rawId":"AAAA","type":"public-key","response":{"clientDataJSON":"eyJjaGFsbGVuZ2UiOiJhIn0"}}`)
	f.Fuzz(func(t *testing.T, text string) {
		a, err := ReadAnswer(text)
		if err != nil {
			return
		}
		var r *Refusal
		if _, err := p.CheckAny(ada, k, use.Kept, a); err != nil && !errors.As(err, &r) {
			t.Errorf("using a passkey is a fault: %v", err)
		}
		if _, err := p.CheckNew(ada, made.Kept, a); err != nil && !errors.As(err, &r) {
			t.Errorf("making a passkey is a fault: %v", err)
		}
	})
}

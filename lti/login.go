package lti

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"time"
)

// stateLife is how long a login may take until its launch.
const stateLife = 10 * time.Minute

// maxHint bounds what an LMS makes us send back to it, in bytes.
const maxHint = 8 << 10

// State is what is kept from a login to its launch. The database holds hashes, so whoever reads it cannot launch.
type State struct {
	Hash     string // SHA-256 of the state, in hex
	Nonce    string // which the message must repeat
	Cookie   string // SHA-256 of the secret in the cookie, in hex
	Platform Platform
	Ends     time.Time
}

// Login is the answer to the begin of a login: keep State, set the cookie, send the browser to Redirect.
type Login struct {
	Redirect string // the authentication request (sec 5.1.1.2)
	State    State
	// Cookie and Secret are name and value of a cookie for this login alone, to be set until State.Ends with
	// SameSite=None; Secure; Partitioned; HttpOnly; Path=/. Without Partitioned a browser keeps it back in a frame.
	Cookie, Secret string
}

// Login answers a login that an LMS begins (sec 5.1.1.1, core 4.1), with the values of its GET or POST. What is wrong
// with them comes back as a *Refusal; any other error is ours.
func (t *Tool) Login(ctx context.Context, form url.Values) (*Login, error) {
	p, err := t.platform(ctx, form.Get("iss"), form.Get("client_id"))
	if err != nil {
		return nil, err
	}
	hint, message := form.Get("login_hint"), form.Get("lti_message_hint")
	if hint == "" || len(hint) > maxHint || len(message) > maxHint {
		return nil, refuse(BadHint, "The LMS did not say whom it signs in: login_hint is missing or too long. Go "+
			"back to the course and open the link again.")
	}
	if target := form.Get("target_link_uri"); !t.isOurs(target) {
		return nil, t.foreign(target)
	}
	if d := form.Get("lti_deployment_id"); d != "" && !identifier(d) {
		return nil, refuse(DeploymentUnknown, "The LMS names its installation of this tool in a way we cannot read: "+
			"lti_deployment_id has more than 255 characters or control characters. Tell the administrator of the LMS.")
	}
	request, err := url.Parse(p.AuthURL)
	if err != nil {
		return nil, err
	}
	state, nonce, secret := newSecret(), newSecret(), newSecret()
	q := request.Query()
	for name, value := range map[string]string{
		"scope":         "openid",
		"response_type": "id_token",
		"response_mode": "form_post",
		"prompt":        "none",
		"client_id":     p.ClientID,
		"redirect_uri":  t.Origin + LaunchPath,
		"login_hint":    hint,
		"state":         state,
		"nonce":         nonce,
	} {
		q.Set(name, value)
	}
	if form.Has("lti_message_hint") {
		q.Set("lti_message_hint", message)
	}
	request.RawQuery = q.Encode()
	return &Login{
		Redirect: request.String(),
		State:    State{hash(state), nonce, hash(secret), p, t.Now().Add(stateLife)},
		Cookie:   cookieName(state),
		Secret:   secret,
	}, nil
}

// LoginAgain is the address that begins the same login anew by GET, for a link into a window of its own. It works while
// the LMS has not answered the authentication request: Moodle forgets lti_message_hint when it does, so a page offers
// the link before it follows Login.Redirect and not after a launch was refused.
func LoginAgain(form url.Values) string {
	q := url.Values{}
	for _, name := range []string{"iss", "client_id", "login_hint", "target_link_uri", "lti_message_hint",
		"lti_deployment_id"} {
		if form.Has(name) {
			q.Set(name, form.Get(name))
		}
	}
	return LoginPath + "?" + q.Encode()
}

func (t *Tool) foreign(target string) error {
	if target == "" {
		return refuse(ForeignTarget, "The LMS did not say what to open: target_link_uri is missing. The teacher "+
			"saves the link in the course again, with an address that begins with %s.", t.Origin)
	}
	return refuse(ForeignTarget, "The LMS asks us to open “%s”, which is not part of this lab. The teacher changes "+
		"the address of the link to one that begins with %s.", clip(target, 200), t.Origin)
}

// cookieName names the cookie of one login, so that two links opened at the same time do not spoil each other.
func cookieName(state string) string { return "__Host-lti-" + hash(state)[:16] }

// newSecret makes 192 random bits, in 32 characters.
func newSecret() string {
	b := make([]byte, 24)
	rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}

func hash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

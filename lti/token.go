package lti

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Scopes of the services, one for each token, so that a token can do no more than it is used for.
const (
	scopeScore    = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
	scopeLineItem = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"
	scopeResult   = "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly"
	scopeRoster   = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
)

const (
	assertionLife = 5 * time.Minute
	tokenMargin   = time.Minute    // a token is given up that long before it ends
	tokenLongest  = 24 * time.Hour // whatever an LMS says
)

// Access says as what we call a service of an LMS: the platform, and the deployment that the launch named. Some
// platforms give a token for one deployment only (core 6.2.1); "" leaves it out.
type Access struct {
	Platform   Platform
	Deployment string
}

// tokens remembers access tokens until shortly before they end.
type tokens struct {
	mu  sync.Mutex
	all map[tokenFor]*token
}

type tokenFor struct {
	Access
	scope string
}

// token is an access token. Turn holds one element while nobody asks the LMS for it: many scores at once ask once.
type token struct {
	turn  chan struct{}
	value string
	ends  time.Time
}

func (t *Tool) tokenOf(a Access, scope string) *token {
	t.tokens.mu.Lock()
	defer t.tokens.mu.Unlock()
	if t.tokens.all == nil {
		t.tokens.all = map[tokenFor]*token{}
	}
	k := t.tokens.all[tokenFor{a, scope}]
	if k == nil {
		k = &token{turn: make(chan struct{}, 1)}
		k.turn <- struct{}{}
		t.tokens.all[tokenFor{a, scope}] = k
	}
	return k
}

// token gives an access token (sec 4.1). Its error is a *Reply, or ours.
func (t *Tool) token(ctx context.Context, a Access, scope string) (string, error) {
	k := t.tokenOf(a, scope)
	select {
	case <-k.turn:
		defer func() { k.turn <- struct{}{} }()
	case <-ctx.Done():
		return "", unreached(a.Platform.TokenURL, ctx.Err())
	}
	if k.value != "" && t.Now().Before(k.ends) {
		return k.value, nil
	}
	value, life, err := t.askToken(ctx, a, scope)
	if err != nil {
		return "", err
	}
	k.value, k.ends = value, t.Now().Add(life-min(tokenMargin, life/2))
	return value, nil
}

// forget drops a token that an LMS refused, unless a newer one is already there.
func (t *Tool) forget(ctx context.Context, a Access, scope, value string) {
	k := t.tokenOf(a, scope)
	select {
	case <-k.turn:
		if k.value == value {
			k.value = ""
		}
		k.turn <- struct{}{}
	case <-ctx.Done():
	}
}

// askToken is the grant of client credentials with a signed assertion (sec 4.1.1).
func (t *Tool) askToken(ctx context.Context, a Access, scope string) (string, time.Duration, error) {
	p, now := a.Platform, t.Now()
	audience := p.TokenAudience
	if audience == "" {
		audience = p.TokenURL
	}
	assertion := map[string]any{
		"iss": p.ClientID,
		"sub": p.ClientID,
		"aud": audience,
		"iat": now.Unix(),
		"exp": now.Add(assertionLife).Unix(),
		"jti": newSecret(),
	}
	if a.Deployment != "" {
		assertion[claimDeployment] = a.Deployment
	}
	signed, err := t.sign(ctx, assertion)
	if err != nil {
		return "", 0, err
	}
	form := url.Values{
		"grant_type":            {"client_credentials"},
		"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
		"client_assertion":      {signed},
		"scope":                 {scope},
	}
	got, err := t.fetch(ctx, call{method: http.MethodPost, url: p.TokenURL, accept: "application/json",
		kind: "application/x-www-form-urlencoded", body: []byte(form.Encode()), limit: maxDocument})
	if err != nil {
		return "", 0, unreached(p.TokenURL, err)
	}
	if !got.ok() {
		return "", 0, t.noToken(p, got)
	}
	value, life := parseAccessToken(got.body)
	if value == "" {
		return "", 0, &Reply{Outcome: Failed, Message: "The LMS at " + hostOf(p.TokenURL) +
			" sends no access token that we can use. Tell its administrator."}
	}
	return value, life, nil
}

func (t *Tool) noToken(p Platform, got answer) error {
	r := &Reply{Outcome: Failed}
	if retry(got.status) {
		r.Outcome, r.After = Later, t.retryAfter(got.header)
	}
	said := oauthError(got.body)
	r.Message = "The LMS at " + hostOf(p.TokenURL) + " gives us no access to its services (status " +
		strconv.Itoa(got.status) + said + "). "
	switch {
	case r.Outcome == Later:
		r.Message += "We try again."
	case said == ", invalid_scope":
		r.Message += "Its administrator switches on grades and names for this tool."
	default:
		r.Message += "Its administrator compares the client id and the address of our keys, " + t.Origin + KeysPath +
			"."
	}
	return r
}

// oauthCode is the form of an error of OAuth 2.0 (RFC 6749 section 5.2).
var oauthCode = regexp.MustCompile(`^[a-z_]{1,40}$`)

// oauthError gives the code of an answer, to stand in a sentence behind its status, or "". Nothing else of the answer
// is shown, because some servers repeat what was sent to them.
func oauthError(body []byte) string {
	var b struct {
		Error loose `json:"error"`
	}
	if json.Unmarshal(body, &b) != nil || !oauthCode.MatchString(string(b.Error)) {
		return ""
	}
	return ", " + string(b.Error)
}

// parseAccessToken reads an access token and how long it holds; 0 where the LMS does not say.
func parseAccessToken(body []byte) (string, time.Duration) {
	var b struct {
		Token loose       `json:"access_token"`
		Life  looseNumber `json:"expires_in"`
	}
	if json.Unmarshal(body, &b) != nil || len(b.Token) > maxToken ||
		strings.ContainsFunc(string(b.Token), func(r rune) bool { return r <= ' ' || r > '~' }) {
		return "", 0
	}
	life := min(max(float64(b.Life), 0), tokenLongest.Seconds())
	return string(b.Token), time.Duration(life * float64(time.Second))
}

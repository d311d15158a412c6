package signon

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Reasons why a provider signs nobody in.
const (
	Unreachable   Code = "unreachable"
	BadProvider   Code = "bad-provider"   // what it says of itself cannot be used
	WrongIssuer   Code = "wrong-issuer"   // iss of the answer or of the token
	ProviderError Code = "provider-error" // the provider itself ended it
	NoCode        Code = "no-code"
	NotExchanged  Code = "not-exchanged" // it gives nothing for the code
	NoToken       Code = "no-token"
	NotSigned     Code = "not-signed"
	WrongAudience Code = "wrong-audience"
	WrongParty    Code = "wrong-party" // azp
	NoTimes       Code = "no-times"    // exp or iat is missing
	Expired       Code = "expired"
	FromFuture    Code = "from-future"
	TooOld        Code = "too-old"
	WrongNonce    Code = "wrong-nonce"
	NoPerson      Code = "no-person"    // sub is missing or not usable
	NotAgain      Code = "not-again"    // the person did not sign in there anew
	NoAuthTime    Code = "no-auth-time" // nor does it say whether they did
	Busy          Code = "busy"
)

// Provider lets people sign in at one provider (core 3.1, the code flow). Its methods are safe for concurrent use.
type Provider struct {
	ProviderConfig
	redirect string // where the provider sends people back to
	now      func() time.Time
	client   *http.Client
	turn     chan struct{} // of who looks the provider up
	seats    chan struct{} // bounds how many sign in at once
	known    atomic.Pointer[discovered]
}

// discovered is what a provider says of itself.
type discovered struct {
	*oidc.Provider
	oauth  oauth2.Config
	verify *oidc.IDTokenVerifier
	iss    bool // it names itself in every answer (RFC 9207, 3)
}

// seats is how many may sign in at one provider at the same moment.
const seats = 16

// NewProvider prepares a provider for the lab at a site, to which it sends people back at the path. Nothing is asked of
// the provider yet. The error says why the site can have none: see Trusted.
func NewProvider(c ProviderConfig, site, path string, now func() time.Time) (*Provider, error) {
	if !Trusted(site) {
		return nil, fmt.Errorf("nobody can sign in with %s at %s: browsers keep no cookie for it there; name an "+
			"address with https by --url", c.Title, quote(site))
	}
	return &Provider{ProviderConfig: c, redirect: site + path, now: now, client: newClient(),
		turn: make(chan struct{}, 1), seats: make(chan struct{}, seats)}, nil
}

// find looks the provider up (discovery 4) unless that was done already; what was found is kept. Who waits for somebody
// else who looks it up, and whose patience ends first, is told that it took too long.
func (p *Provider) find(ctx context.Context) (*discovered, error) {
	if d := p.known.Load(); d != nil {
		return d, nil
	}
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-ctx.Done():
		return nil, p.unreachable(ctx.Err())
	}
	if d := p.known.Load(); d != nil {
		return d, nil
	}
	found, err := oidc.NewProvider(oidc.ClientContext(ctx, p.client), p.Issuer)
	if mismatch := (*oidc.IssuerMismatchError)(nil); errors.As(err, &mismatch) {
		return nil, refuse(WrongIssuer, "%s names itself %s, and the lab knows it as %s. Tell whoever runs the lab: "+
			"the two must be the same, character by character.", p.Title, quote(mismatch.Discovered), quote(p.Issuer))
	}
	if err != nil {
		return nil, p.unreachable(err)
	}
	d, err := p.describe(found)
	if err != nil {
		return nil, err
	}
	p.known.Store(d)
	return d, nil
}

// describe reads what go-oidc leaves to us.
func (p *Provider) describe(found *oidc.Provider) (*discovered, error) {
	var more struct {
		JWKSURL string   `json:"jwks_uri"`
		Iss     bool     `json:"authorization_response_iss_parameter_supported"`
		Auth    []string `json:"token_endpoint_auth_methods_supported"`
	}
	unusable := refuse(BadProvider, "What %s says of itself is not what the lab can use. Tell whoever runs the lab.",
		p.Title)
	if err := found.Claims(&more); err != nil {
		return nil, unusable.because(err)
	}
	end := found.Endpoint()
	for _, address := range []string{end.AuthURL, end.TokenURL, more.JWKSURL} {
		if !p.endpoint(address) {
			return nil, unusable.because(fmt.Errorf("the address %q is not one that the lab uses", address))
		}
	}
	// How the lab proves itself is never tried out: a wrong guess would spend the code (OAuth 2.3.1).
	end.AuthStyle = oauth2.AuthStyleInHeader
	if p.Secret == "" || len(more.Auth) > 0 && !slices.Contains(more.Auth, "client_secret_basic") {
		end.AuthStyle = oauth2.AuthStyleInParams
	}
	// All but the signature is checked here, with words for each: of the times go-oidc allows no difference of clocks,
	// and of one issuer it takes another name.
	verify := found.VerifierContext(oidc.ClientContext(context.Background(), p.client), &oidc.Config{
		SkipIssuerCheck: true, SkipClientIDCheck: true, SkipExpiryCheck: true})
	return &discovered{Provider: found, verify: verify, iss: more.Iss, oauth: oauth2.Config{ClientID: p.ClientID,
		ClientSecret: p.Secret, Endpoint: end, RedirectURL: p.redirect, Scopes: p.Scopes}}, nil
}

// endpoint says whether an address of the provider may be used: one over http only where the issuer is on this machine.
func (p *Provider) endpoint(address string) bool {
	u, err := url.Parse(address)
	return err == nil && Trusted(address) && u.User == nil && u.Fragment == "" && len(address) <= 4096 &&
		(u.Scheme == "https" || len(p.Issuer) > 5 && p.Issuer[:5] == "http:")
}

func (p *Provider) unreachable(err error) error {
	return refuse(Unreachable, "%s cannot be asked just now: %s. Try it again in a minute, or sign in another way.",
		p.Title, reason(err)).because(err)
}

// Departure is how somebody leaves for a provider: keep Kept under State, set the cookie, send the browser to Redirect.
type Departure struct {
	Redirect, State, Kept string
	// Cookie and Secret are name and value of a cookie for this sign-on alone, to be set with Secure, HttpOnly, Path=/
	// and SameSite=Lax, so that it comes along when the provider sends the browser back.
	Cookie, Secret string
}

// kept is what the answer of a provider is checked with.
type kept struct {
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier"`
	Again    bool   `json:"again,omitempty"`
}

// Leave sends somebody to the provider; again lets the provider ask anew who they are, even if it knows. What is wrong
// with the provider comes back as a *Refusal; any other error is ours.
func (p *Provider) Leave(ctx context.Context, again bool) (Departure, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	d, err := p.find(ctx)
	if err != nil {
		return Departure{}, err
	}
	state, secret := newSecret(), newSecret()
	k := kept{newSecret(), oauth2.GenerateVerifier(), again}
	text, err := json.Marshal(k)
	if err != nil {
		return Departure{}, err
	}
	options := []oauth2.AuthCodeOption{oidc.Nonce(k.Nonce), oauth2.S256ChallengeOption(k.Verifier)}
	if again {
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"),
			oauth2.SetAuthURLParam("max_age", strconv.Itoa(int(againWithin.Seconds()))))
	}
	return Departure{Redirect: d.oauth.AuthCodeURL(state, options...), State: state, Kept: string(text),
		Cookie: CookieOf(state), Secret: secret}, nil
}

// CookieOf names the cookie of a sign-on, so that two that are under way at once do not spoil each other.
func CookieOf(state string) string { return "__Host-lab-oidc-" + hash(state)[:16] }

// newSecret makes 192 random bits, in 32 characters.
func newSecret() string {
	b := make([]byte, 24)
	rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}

package signon

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

const (
	leeway      = 2 * time.Minute  // between the clock of a provider and ours
	maxAge      = 10 * time.Minute // of a token, counted from iat
	againWithin = 10 * time.Minute // how long ago somebody may have signed in who is asked to do it anew
	maxCode     = 4096             // of a code, in bytes
	maxSubject  = 255              // core 2: sub
)

// Identity is somebody as a provider knows them. Issuer and Subject name them for good; what else there is may change,
// may be "" and proves nothing.
type Identity struct {
	Issuer, Subject string
	Name            string
	Email           string    // only one that the provider has verified
	At              time.Time // when they proved who they are there; zero where the provider does not say
}

// Arrive checks what the browser brings from the provider. Text is what Leave gave to keep; that it was spent, and that
// the browser is the one that left, is for the caller to see to. What is wrong comes back as a *Refusal; any other
// error is ours.
func (p *Provider) Arrive(ctx context.Context, text string, query url.Values) (Identity, error) {
	var k kept
	if err := json.Unmarshal([]byte(text), &k); err != nil {
		return Identity{}, fmt.Errorf("read a sign-on: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	d, err := p.find(ctx)
	if err != nil {
		return Identity{}, err
	}
	// RFC 9207, 2.4: before anything else of the answer is looked at, errors included
	if iss := query.Get("iss"); iss != p.Issuer && (query.Has("iss") || d.iss) {
		return Identity{}, refuse(WrongIssuer, "The answer is from %s, and you were sent to %s. Begin again, and tell "+
			"whoever runs the lab if it happens again.", quote(iss), quote(p.Issuer))
	}
	if query.Get("error") != "" {
		return Identity{}, p.ended(query)
	}
	code := query.Get("code")
	if code == "" || len(code) > maxCode {
		return Identity{}, refuse(NoCode, "%s sent you back without saying whether you are signed in. Begin again.",
			p.Title)
	}
	select {
	case p.seats <- struct{}{}:
		defer func() { <-p.seats }()
	case <-ctx.Done():
		return Identity{}, refuse(Busy, "Too many people sign in with %s at once. Try it again in a minute.", p.Title)
	}
	return p.exchange(oidc.ClientContext(ctx, p.client), d, k, code)
}

// ended tells what the provider says instead of a code (OAuth 4.1.2.1, core 3.1.2.6).
func (p *Provider) ended(query url.Values) error {
	said := query.Get("error")
	if more := query.Get("error_description"); more != "" {
		said += ": " + more
	}
	out := "Tell whoever runs the lab."
	switch query.Get("error") {
	case "access_denied":
		out = "If you did not mean to stop there, begin again. Else sign in another way."
	case "login_required", "interaction_required", "consent_required", "account_selection_required":
		out = "Begin again, and answer what it asks."
	case "server_error", "temporarily_unavailable":
		out = "Try it again in a minute, or sign in another way."
	}
	return refuse(ProviderError, "%s did not sign you in and says “%s”. %s", p.Title, clip(said, 200), out)
}

// exchange gets the token for a code, and checks it (core 3.1.3.7).
func (p *Provider) exchange(ctx context.Context, d *discovered, k kept, code string) (Identity, error) {
	token, err := d.oauth.Exchange(ctx, code, oauth2.VerifierOption(k.Verifier))
	if err != nil {
		return Identity{}, p.notExchanged(err)
	}
	raw, _ := token.Extra("id_token").(string)
	if raw == "" {
		return Identity{}, refuse(NoToken, "%s does not say who you are. Tell whoever runs the lab: it is asked for "+
			"the scope openid, and gives no id_token.", p.Title)
	}
	signed, err := d.verify.Verify(ctx, raw)
	if err != nil && strings.Contains(err.Error(), "fetching keys") { // the library keeps no more of the reason
		return Identity{}, p.unreachable(err)
	}
	if err != nil {
		return Identity{}, refuse(NotSigned, "What %s says of you does not bear its signature. Try it again in a "+
			"minute, and tell whoever runs the lab if that does not help.", p.Title).because(err)
	}
	if signed.AccessTokenHash != "" {
		if err := signed.VerifyAccessToken(token.AccessToken); err != nil {
			return Identity{}, refuse(NotSigned, "Two parts of what %s says of you do not belong together. Begin "+
				"again.",
				p.Title).because(err)
		}
	}
	who, err := p.read(signed, k)
	if err != nil || who.Name != "" || d.UserInfoEndpoint() == "" || !p.endpoint(d.UserInfoEndpoint()) {
		return who, err
	}
	// Some providers put names elsewhere only (core 5.3). Without one nobody is kept out.
	if info, err := d.UserInfo(ctx, oauth2.StaticTokenSource(token)); err == nil && info.Subject == who.Subject {
		var more names
		info.Claims(&more) // one of another form than a text counts as missing
		who.Name, who.Email = more.name(), more.email()
	}
	return who, nil
}

// notExchanged tells why there is no token for a code (OAuth 5.2).
func (p *Provider) notExchanged(err error) error {
	var said *oauth2.RetrieveError
	if !errors.As(err, &said) {
		return p.unreachable(err)
	}
	detail := fmt.Errorf("status %d, error %s", said.Response.StatusCode, clip(said.ErrorCode, 60))
	switch said.ErrorCode {
	case "invalid_grant":
		return refuse(NotExchanged, "%s does not know this sign-in any more: it was used already, or took too long. "+
			"Begin again.", p.Title).because(detail)
	case "invalid_client", "unauthorized_client":
		return refuse(NotExchanged, "%s does not let the lab in. Tell whoever runs the lab: its client id or secret "+
			"is wrong.", p.Title).because(detail)
	}
	return refuse(NotExchanged, "%s gave the lab nothing that says who you are. Try it again in a minute, or sign in "+
		"another way.", p.Title).because(detail)
}

// claims are those of an ID token that go-oidc leaves to us.
type claims struct {
	Party    *string `json:"azp"`
	Expires  *number `json:"exp"`
	Made     *number `json:"iat"`
	From     *number `json:"nbf"`
	AuthTime *number `json:"auth_time"`
}

// number is a time in seconds of Unix time, which some providers write with a fraction.
type number float64

func (n number) time() time.Time { return time.Unix(int64(n), 0) }

func (p *Provider) read(token *oidc.IDToken, k kept) (Identity, error) {
	var c claims
	if err := token.Claims(&c); err != nil {
		return Identity{}, refuse(NotSigned, "What %s says of you has another form than the lab knows. Tell whoever "+
			"runs the lab.", p.Title).because(err)
	}
	for _, check := range []func(*oidc.IDToken, claims, kept) error{p.checkSender, p.checkTimes, p.checkNonce} {
		if err := check(token, c, k); err != nil {
			return Identity{}, err
		}
	}
	if token.Subject == "" || len(token.Subject) > maxSubject || !printable(token.Subject) {
		return Identity{}, refuse(NoPerson, "%s did not say in a way that the lab can use who you are. Tell whoever "+
			"runs the lab: sub is missing or has more than 255 characters.", p.Title)
	}
	var said names
	token.Claims(&said) // one of another form than a text counts as missing
	now, who := p.now(), Identity{Issuer: token.Issuer, Subject: token.Subject, Name: said.name(), Email: said.email()}
	if c.AuthTime != nil {
		if who.At = c.AuthTime.time(); who.At.After(now) {
			who.At = now
		}
	}
	if !k.Again {
		return who, nil
	}
	// What the provider was asked went through the browser, which can leave it out. Its word alone counts: with max_age
	// the token must hold it (core 3.1.2.1, 3.1.3.7).
	if c.AuthTime == nil {
		return Identity{}, refuse(NoAuthTime, "%s does not say when you signed in there, so that it cannot prove who "+
			"you are. Sign in again another way: with a passkey, a return code or a link. Tell whoever runs the lab: "+
			"auth_time is missing.", p.Title)
	}
	if now.Sub(who.At) >= againWithin {
		return Identity{}, refuse(NotAgain, "%s knows you from %s and did not ask you again. Sign out there, then "+
			"try it again here.", p.Title, who.At.UTC().Format("15:04 UTC, 2 January"))
	}
	return who, nil
}

func (p *Provider) checkSender(token *oidc.IDToken, c claims, _ kept) error {
	const compare = " Tell whoever runs the lab: it has to be that of the provider, character by character."
	if token.Issuer != p.Issuer {
		return refuse(WrongIssuer, "What is said of you is from %s, and you were sent to the issuer %s."+compare,
			quote(token.Issuer), quote(p.Issuer))
	}
	if !slices.Contains(token.Audience, p.ClientID) {
		return refuse(WrongAudience, "What %s says of you is meant for another client id than that of the lab."+compare,
			p.Title)
	}
	if c.Party == nil && len(token.Audience) > 1 || c.Party != nil && *c.Party != p.ClientID {
		return refuse(WrongParty, "What %s says of you was made for another client id than that of the lab."+compare,
			p.Title)
	}
	return nil
}

func (p *Provider) checkTimes(_ *oidc.IDToken, c claims, _ kept) error {
	const clocks = "If that does not help, whoever runs the lab compares its clock with that of the provider."
	now := p.now()
	show := func(at time.Time) string { return at.UTC().Format("15:04:05") + " UTC" }
	switch {
	case c.Expires == nil || c.Made == nil:
		return refuse(NoTimes, "What %s says of you does not say since when and until when it holds. Tell whoever "+
			"runs the lab: exp or iat is missing.", p.Title)
	case now.After(c.Expires.time().Add(leeway)):
		return refuse(Expired, "What %s says of you held until %s, and here it is %s. Begin again. %s", p.Title,
			show(c.Expires.time()), show(now), clocks)
	case c.Made.time().After(now.Add(leeway)) || c.From != nil && c.From.time().After(now.Add(leeway)):
		return refuse(FromFuture, "What %s says of you holds from a time after %s, which it is here. Begin again. %s",
			p.Title, show(now), clocks)
	case now.Sub(c.Made.time()) > maxAge+leeway:
		return refuse(TooOld, "What %s says of you was said at %s, and here it is %s. Begin again. %s", p.Title,
			show(c.Made.time()), show(now), clocks)
	}
	return nil
}

func (p *Provider) checkNonce(token *oidc.IDToken, _ claims, k kept) error {
	if k.Nonce == "" || subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(k.Nonce)) != 1 {
		return refuse(WrongNonce, "What %s says of you belongs to another sign-in. Begin again.", p.Title)
	}
	return nil
}

// names are what a provider calls somebody (core 5.1).
type names struct {
	Name       string `json:"name"`
	Given      string `json:"given_name"`
	Family     string `json:"family_name"`
	Preferred  string `json:"preferred_username"`
	Email      string `json:"email"`
	IsVerified any    `json:"email_verified"` // some write "true"
}

func (n names) name() string {
	for _, name := range []string{n.Name, n.Given + " " + n.Family, n.Preferred} {
		if name = strings.TrimSpace(clip(name, 200)); name != "" {
			return name
		}
	}
	return ""
}

func (n names) email() string {
	verified := n.IsVerified == true || n.IsVerified == "true"
	if !verified || len(n.Email) > 254 || !printable(n.Email) {
		return ""
	}
	return n.Email
}

func hash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

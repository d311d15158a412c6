package lti

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Registration is what an LMS and we agreed on. An administrator there may still have to switch the tool on.
type Registration struct {
	Platform   Platform
	Deployment string // "" where the LMS makes deployments later
	Product    string // family of the LMS, as "moodle" or "canvas"; may be ""
}

const claimTool = "https://purl.imsglobal.org/spec/lti-tool-configuration"

// Register answers a registration that an LMS begins (dr 3.4) with openid_configuration and registration_token of its
// request: it reads the configuration there, registers us and gives what to keep. Token may be "". What is wrong with
// the LMS comes back as a *Refusal; nothing was registered then, save where its answer was lost.
func (t *Tool) Register(ctx context.Context, from, token string) (*Registration, error) {
	if !t.endpoint(from) {
		return nil, refuse(BadAddress, "The LMS gives “%s” as the address of its configuration, which cannot be "+
			"used. It begins with %s and holds no name or password.", clip(from, 100), t.schemes())
	}
	// Canvas gives its configuration only for the token.
	got, err := t.fetch(ctx, call{method: http.MethodGet, url: from, bearer: bearer(token), accept: "application/json",
		limit: maxDocument})
	if err != nil {
		return nil, unreadable("configuration", from, err)
	}
	if !got.ok() {
		return nil, refuse(Unreachable, "We cannot read the configuration of the LMS at %s: it answers with status "+
			"%d. Begin the registration anew in the LMS.", hostOf(from), got.status)
	}
	c, err := t.readConfiguration(from, got.body)
	if err != nil {
		return nil, err
	}
	return t.register(ctx, c, token)
}

func (t *Tool) register(ctx context.Context, c *configuration, token string) (*Registration, error) {
	to := string(c.Registration)
	body, err := json.Marshal(t.document(c))
	if err != nil {
		return nil, err
	}
	got, err := t.fetch(ctx, call{method: http.MethodPost, url: to, bearer: bearer(token), accept: "application/json",
		kind: "application/json", body: body, limit: maxDocument})
	if err != nil {
		return nil, unreadable("answer to our registration", to, err)
	}
	if !got.ok() {
		return nil, refuse(NotRegistered, "The LMS at %s did not register this lab: it answers with status %d%s. A "+
			"registration link works once, so begin anew in the LMS.", hostOf(to), got.status, oauthError(got.body))
	}
	return readRegistration(c, got.body)
}

// bearer keeps a token that no header can carry away from one.
func bearer(token string) string {
	if strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return ""
	}
	return token
}

func unreadable(what, address string, err error) error {
	code := Unreachable
	out := "Begin the registration anew in the LMS."
	if errors.Is(err, errPrivateAddress) {
		code = PrivateAddress
		out = "The operator of this lab can let private addresses in, for an LMS in the same network."
	}
	return refuse(code, "We cannot read the %s of the LMS at %s: %s. %s", what, hostOf(address), reason(err), out)
}

// configuration is what we read of an LMS's OpenID configuration (dr 3.5). Audience is whom a request for a token
// addresses, where that is not the token endpoint.
type configuration struct {
	Issuer       loose     `json:"issuer"`
	Auth         loose     `json:"authorization_endpoint"`
	Token        loose     `json:"token_endpoint"`
	JWKS         loose     `json:"jwks_uri"`
	Registration loose     `json:"registration_endpoint"`
	Audience     loose     `json:"authorization_server"`
	Algorithms   looseList `json:"id_token_signing_alg_values_supported"`
	Scopes       looseList `json:"scopes_supported"`
	LTI          ltiConfig `json:"https://purl.imsglobal.org/spec/lti-platform-configuration"`
}

type ltiConfig struct {
	Product  loose `json:"product_family_code"`
	Messages []struct {
		Type       loose     `json:"type"`
		Placements looseList `json:"placements"`
	} `json:"messages_supported"`
}

// readConfiguration checks that the LMS speaks for itself: its issuer lives where its configuration does (dr 3.5.1).
func (t *Tool) readConfiguration(from string, body []byte) (*configuration, error) {
	var c configuration
	if json.Unmarshal(body, &c) != nil || c.Issuer == "" {
		return nil, refuse(BadConfiguration, "%s sends no configuration of an LMS. Take the registration link to the "+
			"page of the LMS where its tools are managed.", hostOf(from))
	}
	issuer, err := url.Parse(string(c.Issuer))
	at, _ := url.Parse(from)
	if err != nil || !strings.EqualFold(issuer.Host, at.Host) && !sameOrigin(issuer, at) ||
		!identifier(string(c.Issuer)) {
		return nil, refuse(IssuerMismatch, "The configuration at %s is that of another LMS, “%s”. The administrator "+
			"of the LMS sets its own address right, or the operator of this lab types the LMS in by hand.",
			hostOf(from), clip(string(c.Issuer), 200))
	}
	for _, a := range []struct {
		name    string
		address loose
	}{
		{"authorization_endpoint", c.Auth}, {"token_endpoint", c.Token}, {"jwks_uri", c.JWKS},
		{"registration_endpoint", c.Registration},
	} {
		if !t.endpoint(string(a.address)) {
			return nil, refuse(BadConfiguration, "The configuration of the LMS at %s gives no usable %s: it begins "+
				"with %s. Tell the administrator of the LMS.", hostOf(from), a.name, t.schemes())
		}
	}
	if len(c.Algorithms) > 0 && !slices.Contains(c.Algorithms, "RS256") {
		return nil, refuse(BadConfiguration, "The LMS at %s does not sign with RS256, and we trust no other "+
			"algorithm. Tell the administrator of the LMS.", hostOf(from))
	}
	return &c, nil
}

// document is what we tell the LMS about us (dr 3.6), no more than it says it knows.
func (t *Tool) document(c *configuration) map[string]any {
	target := t.Origin + LaunchPath
	deep := map[string]any{"type": deepRequest, "target_link_uri": target, "label": t.Name}
	if places := c.places(); len(places) > 0 {
		deep["placements"] = places
	}
	return map[string]any{
		"application_type":           "web",
		"response_types":             []string{"id_token"},
		"grant_types":                []string{"implicit", "client_credentials"},
		"initiate_login_uri":         t.Origin + LoginPath,
		"redirect_uris":              []string{target},
		"client_name":                t.Name,
		"jwks_uri":                   t.Origin + KeysPath,
		"token_endpoint_auth_method": "private_key_jwt",
		"scope":                      strings.Join(c.scopes(), " "),
		claimTool: map[string]any{
			"domain":          t.origin.Host,
			"description":     t.Description,
			"target_link_uri": target,
			"claims":          []string{"iss", "sub", "name", "given_name", "family_name", "email"},
			"messages":        []any{map[string]any{"type": linkRequest, "target_link_uri": target}, deep},
		},
	}
}

// scopes are those of our services that the LMS has, or all where it names none.
func (c *configuration) scopes() []string {
	ours := []string{scopeLineItem, scopeScore, scopeResult, scopeRoster}
	if len(c.Scopes) == 0 {
		return ours
	}
	return slices.DeleteFunc(ours, func(s string) bool { return !slices.Contains(c.Scopes, s) })
}

// places are the pages of the LMS on which a teacher can choose an assignment of ours.
func (c *configuration) places() []string {
	var out []string
	for _, m := range c.LTI.Messages {
		for _, place := range []string{"ContentArea", "assignment_selection"} {
			if m.Type == deepRequest && slices.Contains(m.Placements, place) && !slices.Contains(out, place) {
				out = append(out, place)
			}
		}
	}
	return out
}

// readRegistration reads the answer to a registration (dr 3.6.1).
func readRegistration(c *configuration, body []byte) (*Registration, error) {
	var r struct {
		ClientID   loose `json:"client_id"`
		Deployment loose `json:"deployment_id"` // some put it here
		Tool       struct {
			Deployment loose `json:"deployment_id"`
		} `json:"https://purl.imsglobal.org/spec/lti-tool-configuration"`
	}
	if json.Unmarshal(body, &r) != nil || !identifier(string(r.ClientID)) {
		return nil, refuse(NotRegistered, "The LMS at %s answered our registration without a client id that we can "+
			"use. Look there whether this tool is listed, delete it and begin anew.", hostOf(string(c.Registration)))
	}
	out := &Registration{
		Platform: Platform{Issuer: string(c.Issuer), ClientID: string(r.ClientID), AuthURL: string(c.Auth),
			TokenURL: string(c.Token), TokenAudience: string(c.Audience), JWKSURL: string(c.JWKS)},
		Product: clip(string(c.LTI.Product), 60),
	}
	if !identifier(out.Platform.TokenAudience) {
		out.Platform.TokenAudience = ""
	}
	for _, d := range []loose{r.Tool.Deployment, r.Deployment} {
		if out.Deployment == "" && identifier(string(d)) {
			out.Deployment = string(d)
		}
	}
	return out, nil
}

// Package lti is the tool side of LTI 1.3 Advantage: an LMS opens our assignments for the members of a course, gets
// their points and gives us its roster. It speaks the protocol and nothing else. Whatever has to be kept between two
// requests is handed to the caller or read through Store, and time comes from a clock that is passed in.
//
// Sections are those of LTI Core 1.3 (core), the Security Framework 1.0 (sec), Deep Linking 2.0 (dl), Assignment and
// Grade Services 2.0 (ags), Names and Role Provisioning Services 2.0 (nrps), Dynamic Registration 1.0 (dr), all of
// imsglobal.org.
package lti

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Our addresses behind Config.Origin. An LMS keeps them when we are registered, so they never change.
const (
	LoginPath  = "/lti/login"  // an LMS begins here, by GET or POST (sec 5.1.1.1)
	LaunchPath = "/lti/launch" // the browser brings the signed message here, by POST
	KeysPath   = "/lti/jwks"   // our public keys
)

// Store is what the protocol asks of the database of the lab.
type Store interface {
	// Platforms lists the platforms of an issuer that may be used now; the issuer is compared byte by byte.
	Platforms(ctx context.Context, issuer string) ([]Platform, error)
	// Spend returns the state with that hash and marks it used in the same step, so that of two requests with one state
	// only one gets it. It returns ErrNoState for a hash that is unknown or already used.
	Spend(ctx context.Context, hash string) (State, error)
	// Allowed says whether launches of that deployment (core 3.1.3) are let in.
	Allowed(ctx context.Context, p Platform, deployment string) (bool, error)
	// Keys lists our own keys, in any order, those that are retired included.
	Keys(ctx context.Context) (Keys, error)
}

// ErrNoState is what Store.Spend returns for a state that is unknown or already used.
var ErrNoState = errors.New("no such state")

// Config says who we are.
type Config struct {
	Origin      string // scheme, host and port of the lab without a path, as "https://lab.example.org"
	Name        string // of the lab, as an LMS lists it
	Description string // one sentence for the administrator of an LMS
	Private     bool   // lets an LMS be on http and at private or loopback addresses: for tests and intranets
	Store       Store
	Now         func() time.Time // nil: time.Now
}

// Tool is our side of all exchanges. Its methods are safe for concurrent use.
type Tool struct {
	Config
	origin *url.URL
	client *http.Client
	sets   keySets
	tokens tokens
	making sync.Map // line items that are being looked for or made
}

// New checks the configuration.
func New(c Config) (*Tool, error) {
	u, err := url.Parse(c.Origin)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil ||
		strings.TrimSuffix(c.Origin, "/") != u.Scheme+"://"+u.Host {
		return nil, fmt.Errorf("read origin %q: want scheme, host and port alone, as https://lab.example.org", c.Origin)
	}
	if c.Store == nil {
		return nil, errors.New("no store")
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	c.Origin = strings.TrimSuffix(c.Origin, "/")
	return &Tool{Config: c, origin: u, client: newClient(c.Private)}, nil
}

// isOurs says whether an address lies within the lab.
func (t *Tool) isOurs(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.User == nil && sameOrigin(u, t.origin) && len(address) <= maxAddress
}

// endpoint says whether an address of an LMS may be used: https (core 3.5), or http where private addresses are let in.
func (t *Tool) endpoint(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "https" || t.Private && u.Scheme == "http") && u.Host != "" && u.User == nil &&
		u.Fragment == "" && len(address) <= maxAddress
}

// maxAddress bounds addresses that an LMS gives us, in bytes.
const maxAddress = 4096

// sameOrigin compares scheme, host and port; a default port may be written or left out.
func sameOrigin(a, b *url.URL) bool {
	return strings.EqualFold(a.Scheme, b.Scheme) && strings.EqualFold(a.Hostname(), b.Hostname()) &&
		port(a) == port(b) &&
		a.Hostname() != ""
}

func port(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case strings.EqualFold(u.Scheme, "https"):
		return "443"
	case strings.EqualFold(u.Scheme, "http"):
		return "80"
	}
	return ""
}

// hostOf names an address by its host, for sentences.
func hostOf(address string) string {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		return clip(u.Host, 100)
	}
	return clip(address, 100)
}

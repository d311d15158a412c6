package lti

import (
	"context"
	"slices"
)

// Platform is an LMS that knows us under a client id. Issuer and ClientID together name it: some makers let all their
// installations share one issuer.
type Platform struct {
	Issuer        string // iss of its messages, compared byte by byte
	ClientID      string // our name there
	AuthURL       string // where a login goes on (sec 5.1.1.2)
	TokenURL      string // gives access tokens (sec 4.1)
	TokenAudience string // whom our request for a token addresses; "" for TokenURL
	JWKSURL       string // its public keys
}

// CheckPlatform says what is wrong with a platform that was typed in by hand, as a *Refusal.
func (t *Tool) CheckPlatform(p Platform) error {
	if !identifier(p.Issuer) || !identifier(p.ClientID) {
		return refuse(BadConfiguration, "Issuer and client id are both needed, each of at most 255 characters. "+
			"The LMS shows them where it lists its tools.")
	}
	for _, a := range []struct{ name, address string }{
		{"address of authentication requests", p.AuthURL},
		{"address of access tokens", p.TokenURL},
		{"address of the public keys", p.JWKSURL},
	} {
		if !t.endpoint(a.address) {
			return refuse(BadAddress, "The %s, “%s”, cannot be used. It begins with %s and holds no name or password.",
				a.name, clip(a.address, 100), t.schemes())
		}
	}
	return nil
}

func (t *Tool) schemes() string {
	if t.Private {
		return "https:// or http://"
	}
	return "https://"
}

// platform finds whom a login comes from. The client id may be missing where the issuer has one registration
// (core 4.1.3).
func (t *Tool) platform(ctx context.Context, issuer, client string) (Platform, error) {
	if issuer == "" {
		return Platform{}, refuse(NoIssuer, "The LMS did not say who it is: iss is missing. Open the link from "+
			"within the course; if that does not help, the administrator of the LMS checks the login address of this "+
			"tool.")
	}
	all, err := t.Store.Platforms(ctx, issuer)
	if err != nil {
		return Platform{}, err
	}
	if client != "" {
		all = slices.DeleteFunc(slices.Clone(all), func(p Platform) bool { return p.ClientID != client })
	}
	switch {
	case len(all) == 1:
		return all[0], nil
	case len(all) > 1:
		return Platform{}, refuse(ClientNeeded, "The LMS %s is registered here more than once and did not say which "+
			"registration it means: client_id is missing. The administrator of the LMS updates it, or keeps one "+
			"registration.", clip(issuer, 200))
	case client != "":
		return Platform{}, refuse(PlatformUnknown, "The LMS %s is not registered here with the client id “%s”. Its "+
			"administrator asks the operator of this lab for a registration link.", clip(issuer, 200),
			clip(client, 100))
	}
	return Platform{}, refuse(PlatformUnknown, "The LMS %s is not registered here. Its administrator asks the "+
		"operator of this lab for a registration link.", clip(issuer, 200))
}

package web

import (
	"fmt"
	"net/url"

	"github.com/labstack/echo/v4"

	"tradeofflab/signon"
)

// addProviders prepares the providers, and asks nothing of them yet: one that is down keeps nobody from the lab.
func (s *Server) addProviders() error {
	for _, c := range s.Providers {
		for _, p := range s.providers {
			if p.Name == c.Name || p.Issuer == c.Issuer {
				return fmt.Errorf("two providers have the same name or issuer: %s and %s", p.Name, c.Name)
			}
		}
		p, err := signon.NewProvider(c, s.Site, providerPath(c.Name)+"/back", s.Now)
		if err != nil {
			return err
		}
		s.providers = append(s.providers, p)
	}
	return nil
}

// provider finds a provider by its name.
func (s *Server) provider(c echo.Context) (*signon.Provider, error) {
	for _, p := range s.providers {
		if p.Name == c.Param("name") {
			return p, nil
		}
	}
	return nil, errNotFound
}

// providerOf finds a provider by its issuer; nil for one that the lab does not offer any more.
func (s *Server) providerOf(issuer string) *signon.Provider {
	for _, p := range s.providers {
		if p.Issuer == issuer {
			return p
		}
	}
	return nil
}

// leavePath is the route of providerPath.
const leavePath = "/auth/oidc/:name"

// providerPath is where a sign-on with a provider begins, and to which the provider sends people back.
func providerPath(name string) string { return "/auth/oidc/" + name }

// providerLink begins a sign-on. It names the site: the cookie that it sets has to be there when the provider sends
// people back to it.
func (s *Server) providerLink(p *signon.Provider, purpose, next string) string {
	q := url.Values{}
	if next != "" {
		q.Set("next", next)
	}
	if purpose != toSignIn {
		q.Set("for", purpose)
	}
	link := s.Site + providerPath(p.Name)
	if len(q) > 0 {
		link += "?" + q.Encode()
	}
	return link
}

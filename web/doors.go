package web

import (
	"net/netip"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"golang.org/x/time/rate"
)

// doors bounds how often a secret may be tried in vain: ten times in ten minutes by one browser, and 3,000 times a
// minute by one address, which a whole school may share (OWASP ASVS 5.0, 6.3.1). What an address has to itself is wide,
// so that nobody can lock a class out; a secret has 40 bits or more, of which that is nothing.
type doors struct {
	browser, address *middleware.RateLimiterMemoryStore
}

func newDoors() doors {
	of := func(perSecond rate.Limit, burst int) *middleware.RateLimiterMemoryStore {
		return middleware.NewRateLimiterMemoryStoreWithConfig(middleware.RateLimiterMemoryStoreConfig{Rate: perSecond,
			Burst: burst, ExpiresIn: 10 * time.Minute})
	}
	return doors{of(10.0/600, 10), of(50, 3000)}
}

// knock says whether this request may try a secret. Each try counts; one that succeeds gives the browser a new secret,
// and with it new tries.
func (s *Server) knock(c echo.Context) bool {
	if t := s.token(c); t != "" {
		if allowed, err := s.doors.browser.Allow(t); err != nil || !allowed {
			return false
		}
	}
	return s.knockAddress(c)
}

// knockAddress says whether the address of this request may begin something that is kept for it.
func (s *Server) knockAddress(c echo.Context) bool {
	allowed, err := s.doors.address.Allow(network(c.RealIP()))
	return err == nil && allowed
}

// network is the part of an address that one sender cannot change at will: of IPv6 the first half, which a provider
// gives to one house.
func network(address string) string {
	if ip, err := netip.ParseAddr(address); err == nil && ip.Unmap().Is6() {
		if prefix, err := ip.WithZone("").Prefix(64); err == nil {
			return prefix.String()
		}
	}
	return address
}

// failed writes a try in vain into the log, without what was tried.
func (s *Server) failed(c echo.Context, how string, more ...any) {
	s.Log.Warn("sign-in failed", append([]any{"how", how, "address", c.RealIP()}, more...)...)
}

const tooOften = "This was tried too often. Wait ten minutes, or ask for a link: your teacher, or whoever runs the lab."

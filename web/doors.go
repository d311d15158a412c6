package web

import (
	"net/netip"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"golang.org/x/time/rate"
)

// doors bounds how often a secret may be tried (OWASP ASVS 5.0, 6.3.1): ten times in ten minutes by one browser, and
// 3,000 times a minute by one address. A whole school may share that, so that one who spends it must not lock out the
// others: only a class code, which has 40 bits, is refused for the address. What nobody can guess, such as a return
// code of 128 bits or the question that a passkey answers, is looked up first and counts where it is unknown.
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

// knock counts a try of a secret, and says whether the browser has tries left and whether its address has. One that
// succeeds gives the browser a new secret, and with it new tries. The address comes first: a sender can make up as many
// browsers as it likes, and each of them is remembered for a while.
func (s *Server) knock(c echo.Context) (browser, address bool) {
	if allowed, err := s.doors.address.Allow(network(c.RealIP())); err != nil || !allowed {
		return true, false
	}
	t := s.token(c)
	if t == "" {
		return true, true
	}
	allowed, err := s.doors.browser.Allow(t)
	return err == nil && allowed, true
}

// unknown counts a try at something that is not there, and says whether there were too many of them.
func (s *Server) unknown(c echo.Context) (tooMany bool) {
	browser, address := s.knock(c)
	return !browser || !address
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

package web

import (
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"golang.org/x/time/rate"
)

// maxBody is the largest request body the lab reads.
const maxBody = "1M"

// policy allows what the lab serves itself and nothing else: no inline script or style, no eval, no foreign host.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src " +
	"'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func (s *Server) middleware(e *echo.Echo) {
	cross := http.NewCrossOriginProtection()
	e.Pre(semicolons)
	e.Use(middleware.RecoverWithConfig(middleware.RecoverConfig{LogErrorFunc: func(c echo.Context, err error,
		stack []byte) error {
		s.Log.Error("panic", "path", c.Request().URL.Path, "error", err, "stack", string(stack))
		return err
	}}))
	e.Use(s.observe)
	e.Use(headers)
	e.Use(middleware.BodyLimitWithConfig(middleware.BodyLimitConfig{Skipper: reads, Limit: maxBody}))
	e.Use(func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if err := cross.Check(c.Request()); err != nil {
				return echo.NewHTTPError(http.StatusForbidden,
					"This form was sent from another site. Open the lab and send it from there.")
			}
			return next(c)
		}
	})
	e.Use(middleware.RateLimiterWithConfig(middleware.RateLimiterConfig{
		Skipper: reads,
		Store: middleware.NewRateLimiterMemoryStoreWithConfig(middleware.RateLimiterMemoryStoreConfig{
			Rate: rate.Limit(50), Burst: 500, ExpiresIn: 3 * time.Minute}),
		IdentifierExtractor: func(c echo.Context) (string, error) { return c.RealIP(), nil },
		DenyHandler: func(c echo.Context, _ string, _ error) error {
			c.Response().Header().Set("Retry-After", "1")
			return echo.NewHTTPError(http.StatusTooManyRequests)
		},
	}))
}

// reads says that a request changes nothing, so that neither its body nor its rate matters.
func reads(c echo.Context) bool {
	return c.Request().Method == http.MethodGet || c.Request().Method == http.MethodHead
}

// fixed are the headers of every answer. The values are shared, so that setting them costs no memory.
var fixed = map[string][]string{
	"Content-Security-Policy":    {policy},
	"X-Content-Type-Options":     {"nosniff"},
	"Referrer-Policy":            {"same-origin"},
	"Cross-Origin-Opener-Policy": {"same-origin"},
	"Permissions-Policy":         {"camera=(), microphone=(), geolocation=(), interest-cohort=()"},
}

func headers(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		for k, v := range fixed {
			h[k] = v
		}
		return next(c)
	}
}

// observe logs and counts each request by route, never by address, so that metrics stay few.
func (s *Server) observe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		start := time.Now()
		err := next(c)
		if err != nil {
			c.Error(err)
		}
		took := time.Since(start)
		route, status := c.Path(), c.Response().Status
		s.meters.observe(c.Request().Method, route, status, took.Seconds())
		if s.Log.Enabled(c.Request().Context(), slog.LevelDebug) {
			s.Log.Debug("request", "method", c.Request().Method, "path", c.Request().URL.Path, "status", status, "ms",
				float64(took.Microseconds())/1000)
		}
		return nil
	}
}

// semicolons keeps the values of an address that somebody typed with a bare ";", as lists of moves and plans have it.
// The standard library drops such a value without a word, and the answer would be that of another run.
func semicolons(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		u := c.Request().URL
		u.RawQuery = strings.ReplaceAll(u.RawQuery, ";", "%3B")
		return next(c)
	}
}

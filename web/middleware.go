package web

import (
	"log/slog"
	"maps"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"golang.org/x/time/rate"

	"tradeofflab/lti"
)

// maxBody is the largest request body the lab reads.
const maxBody = "1M"

// policy allows what the lab serves itself and nothing else: no inline script or style, no eval, no foreign host.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src " +
	"'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// workerPolicy is that of the worker which runs the engine: it alone may compile WebAssembly.
var workerPolicy = strings.Replace(policy, "script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'", 1)

// asset serves GET /static/*.
func (s *Server) asset(c echo.Context) error {
	if c.Request().URL.Path == s.assets.URL("engine-worker.js") {
		c.Response().Header().Set("Content-Security-Policy", workerPolicy)
	}
	s.assets.ServeHTTP(c.Response(), c.Request())
	return nil
}

// frameable lets the pages of an LMS hold this one in a frame, and take a form that it sends.
func frameable(c echo.Context, origin string) {
	if origin == "" {
		return
	}
	text := strings.Replace(policy, "frame-ancestors 'none'", "frame-ancestors 'self' "+origin, 1)
	c.Response().Header().Set("Content-Security-Policy", strings.Replace(text, "form-action 'self'",
		"form-action 'self' "+origin, 1))
}

func (s *Server) middleware(e *echo.Echo) {
	cross := http.NewCrossOriginProtection()
	for _, path := range []string{lti.LoginPath, lti.LaunchPath} { // an LMS sends people here, with a proof of its own
		cross.AddInsecureBypassPattern("POST " + path)
	}
	e.Pre(semicolons)
	e.Use(middleware.RecoverWithConfig(middleware.RecoverConfig{LogErrorFunc: func(c echo.Context, err error,
		stack []byte) error {
		s.Log.Error("panic", "path", loggedPath(c), "error", err, "stack", string(stack))
		return err
	}}))
	e.Use(s.observe)
	e.Use(s.headers())
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
	// A class shares one address, so that each person has a limit of their own beneath that of the address.
	e.Use(limit(500, reads, func(c echo.Context) string { return network(c.RealIP()) }))
	e.Use(limit(50, lightly, func(c echo.Context) string {
		person, err := s.reader(c)
		if err != nil {
			s.Log.Error("look up who sends", "error", err)
		}
		return asker(c, person)
	}))
}

// limit lets each sender change something so many times a second, and ten times as often for a moment.
func limit(perSecond int, skip middleware.Skipper, sender func(echo.Context) string) echo.MiddlewareFunc {
	return middleware.RateLimiterWithConfig(middleware.RateLimiterConfig{
		Skipper: skip,
		Store: middleware.NewRateLimiterMemoryStoreWithConfig(middleware.RateLimiterMemoryStoreConfig{
			Rate: rate.Limit(perSecond), Burst: 10 * perSecond, ExpiresIn: 3 * time.Minute}),
		IdentifierExtractor: func(c echo.Context) (string, error) { return sender(c), nil },
		DenyHandler: func(c echo.Context, _ string, _ error) error {
			c.Response().Header().Set("Retry-After", "1")
			return echo.NewHTTPError(http.StatusTooManyRequests)
		},
	})
}

// reads says that a request changes nothing, so that neither its body nor its rate matters. Who leaves for a provider,
// or comes from an LMS, leaves a row behind.
func reads(c echo.Context) bool {
	switch c.Path() {
	case leavePath, lti.LoginPath:
		return false
	}
	return c.Request().Method == http.MethodGet || c.Request().Method == http.MethodHead
}

// lightly says that the limit of a person does not hold for a request: it reads, or it is one by which people come in,
// who are nobody yet and would share a limit with whoever else is nobody at their address.
func lightly(c echo.Context) bool {
	switch c.Path() {
	case "/signin", "/signin/passkey", "/signin/passkey/ask", "/join", "/link/:token", leavePath, lti.LoginPath,
		lti.LaunchPath:
		return true
	}
	return reads(c)
}

// fixed are the headers of every answer. The values are shared, so that setting them costs no memory.
var fixed = map[string][]string{
	"Content-Security-Policy":    {policy},
	"X-Content-Type-Options":     {"nosniff"},
	"Referrer-Policy":            {"same-origin"},
	"Cross-Origin-Opener-Policy": {"same-origin"},
	"Permissions-Policy":         {"camera=(), microphone=(), geolocation=(), interest-cohort=()"},
}

// headers sets the headers of every answer. A lab that is reached over https says that it always will be.
func (s *Server) headers() echo.MiddlewareFunc {
	all := maps.Clone(fixed)
	if s.Secure {
		all["Strict-Transport-Security"] = []string{"max-age=31536000"}
	}
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			maps.Copy(c.Response().Header(), all)
			return next(c)
		}
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
		s.meters.observe(c.Request().Method, route, status, took.Seconds(), streams(c))
		if s.Log.Enabled(c.Request().Context(), slog.LevelDebug) {
			s.Log.Debug("request", "method", c.Request().Method, "path", loggedPath(c), "status", status, "ms",
				float64(took.Microseconds())/1000)
		}
		return nil
	}
}

// streams says that an answer lasts as long as somebody listens.
func streams(c echo.Context) bool {
	return strings.HasPrefix(c.Response().Header().Get(echo.HeaderContentType), "text/event-stream")
}

// loggedPath is the path of a request for a log: the route alone where the path holds a secret.
func loggedPath(c echo.Context) string {
	if strings.Contains(c.Path(), ":token") {
		return c.Path()
	}
	return c.Request().URL.Path
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

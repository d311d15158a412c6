package web

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"golang.org/x/time/rate"
)

// maxBody is the largest request body the lab reads.
const maxBody = "1M"

// policy allows what the lab serves itself and nothing else: no inline script or style, no eval, no foreign host.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func (s *Server) middleware(e *echo.Echo) {
	cross := http.NewCrossOriginProtection()
	e.Use(middleware.RecoverWithConfig(middleware.RecoverConfig{LogErrorFunc: func(c echo.Context, err error, stack []byte) error {
		s.Log.Error("panic", "path", c.Request().URL.Path, "error", err, "stack", string(stack))
		return err
	}}))
	e.Use(s.observe)
	e.Use(headers)
	e.Use(middleware.BodyLimit(maxBody))
	e.Use(echo.WrapMiddleware(cross.Handler))
	e.Use(middleware.RateLimiterWithConfig(middleware.RateLimiterConfig{
		Skipper: func(c echo.Context) bool { return c.Request().Method == http.MethodGet },
		Store: middleware.NewRateLimiterMemoryStoreWithConfig(middleware.RateLimiterMemoryStoreConfig{
			Rate: rate.Limit(50), Burst: 500, ExpiresIn: 3 * time.Minute}),
		IdentifierExtractor: func(c echo.Context) (string, error) { return c.RealIP(), nil },
		DenyHandler: func(c echo.Context, _ string, _ error) error {
			c.Response().Header().Set("Retry-After", "1")
			return echo.NewHTTPError(http.StatusTooManyRequests)
		},
	}))
}

func headers(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), interest-cohort=()")
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
		s.meters.requests.WithLabelValues(c.Request().Method, route, http.StatusText(status)).Inc()
		s.meters.seconds.WithLabelValues(route).Observe(took.Seconds())
		s.Log.Debug("request", "method", c.Request().Method, "path", c.Request().URL.Path, "status", status, "ms", float64(took.Microseconds())/1000)
		return nil
	}
}

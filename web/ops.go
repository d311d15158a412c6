package web

import (
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

type meters struct {
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	graded   prometheus.Counter
	faults   prometheus.Counter
}

func newMeters(r *prometheus.Registry) meters {
	m := meters{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "lab_requests_total", Help: "Requests by method, route and status."}, []string{"method", "route", "status"}),
		seconds:  prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "lab_request_seconds", Help: "Time to answer by route.", Buckets: prometheus.ExponentialBuckets(0.0005, 2, 14)}, []string{"route"}),
		graded:   prometheus.NewCounter(prometheus.CounterOpts{Name: "lab_submissions_graded_total", Help: "Submissions graded."}),
		faults:   prometheus.NewCounter(prometheus.CounterOpts{Name: "lab_grader_faults_total", Help: "Submissions that a fault of the grader kept from a grade."}),
	}
	r.MustRegister(m.requests, m.seconds, m.graded, m.faults, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// health says that the process runs.
func (s *Server) health(c echo.Context) error { return c.String(http.StatusOK, "ok\n") }

// ready says that the lab can serve: its database answers.
func (s *Server) ready(c echo.Context) error {
	if err := s.Store.Ping(c.Request().Context()); err != nil {
		s.Log.Error("not ready", "error", err)
		return c.String(http.StatusServiceUnavailable, "database does not answer\n")
	}
	return c.String(http.StatusOK, "ready\n")
}

func (s *Server) metrics(c echo.Context) error {
	promhttp.HandlerFor(s.registry, promhttp.HandlerOpts{}).ServeHTTP(c.Response(), c.Request())
	return nil
}

func (s *Server) favicon(c echo.Context) error {
	return c.Redirect(http.StatusFound, s.assets.URL("icons/mark.svg"))
}

package web

import (
	"net/http"
	"strconv"
	"sync"

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
	known    *sync.Map // of routeMeter by routeKey: looking labels up for each request would cost more than the page
}

type routeKey struct {
	method, route string
	status        int
}

type routeMeter struct {
	count prometheus.Counter
	took  prometheus.Observer
}

// methodLabel is a method as it is counted: whoever sends a request can make up others, and each would stay for good.
func methodLabel(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
		http.MethodOptions:
		return method
	}
	return "other"
}

// observe counts one answered request. How long a stream was open says nothing of how fast the lab is.
func (m meters) observe(method, route string, status int, seconds float64, stream bool) {
	method = methodLabel(method)
	key := routeKey{method, route, status}
	one, ok := m.known.Load(key)
	if !ok {
		one, _ = m.known.LoadOrStore(key, routeMeter{m.requests.WithLabelValues(method, route, strconv.Itoa(status)),
			m.seconds.WithLabelValues(route)})
	}
	meter := one.(routeMeter)
	meter.count.Inc()
	if !stream {
		meter.took.Observe(seconds)
	}
}

func newMeters(r *prometheus.Registry) meters {
	m := meters{
		known: &sync.Map{},
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "lab_requests_total",
			Help: "Requests by method, route and status."}, []string{"method", "route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "lab_request_seconds",
			Help: "Time to answer by route.", Buckets: prometheus.ExponentialBuckets(0.0005, 2, 14)},
			[]string{"route"}),
		graded: prometheus.NewCounter(prometheus.CounterOpts{Name: "lab_submissions_graded_total",
			Help: "Submissions graded."}),
		faults: prometheus.NewCounter(prometheus.CounterOpts{Name: "lab_grader_faults_total",
			Help: "Submissions that a fault of the grader kept from a grade."}),
	}
	r.MustRegister(m.requests, m.seconds, m.graded, m.faults, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// streams counts the pages that follow live rounds.
func (m meters) streams(r *prometheus.Registry, open func() int) {
	r.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "lab_live_streams",
		Help: "Open streams of server-sent events."}, func() float64 { return float64(open()) }))
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

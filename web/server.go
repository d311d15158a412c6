// Package web serves the lab: pages that work without script, a JSON API over the same functions, and the operator's
// endpoints. It alone knows echo, templ and go-echarts.
package web

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/maypok86/otter/v2"
	"github.com/prometheus/client_golang/prometheus"

	"tradeofflab/advisor"
	"tradeofflab/course"
	"tradeofflab/doctor"
	"tradeofflab/exercises"
	"tradeofflab/exercises/sandbox"
	"tradeofflab/lti"
	"tradeofflab/signon"
	"tradeofflab/sims"
	"tradeofflab/static"
	"tradeofflab/store"
)

// Config is what a server needs. All fields are required except Engines, Site, Proxies, Providers, Private, Secure,
// Secret, Now, Doctor and Advisor.
type Config struct {
	Version    string
	Log        *slog.Logger
	Store      *store.Store
	Course     *course.Course
	World      course.World
	Sims       sims.Catalogue
	Runs       *sims.Runs
	Engines    map[string][]string // by file of the engine in the browser: the simulations that it holds
	Exercises  []exercises.Exercise
	Challenges []exercises.Exercise // tasks in code that belong to the simulation of the same slug
	Pool       *sandbox.Pool
	Advisor    *advisor.Engine         // nil takes the built-in rules
	Site       string                  // where people reach it, "https://lab.example.org"; "" where unknown
	Proxies    []*net.IPNet            // whose word about the address of a sender is believed, besides this machine's
	Providers  []signon.ProviderConfig // at which people can sign in; they need a Site
	Private    bool                    // an LMS may be on http and at private addresses
	Secure     bool                    // the lab is reached over https: cookies are bound to it
	Secret     string                  // of the installation, mixed into the hidden seeds; see exercises.Env
	Now        func() time.Time        // the clock by which work of a class is in time or late; nil takes the machine's

	Doctor func(context.Context) []doctor.Line // looks at the installation for operators; nil looks at nothing
}

// Server answers requests. Make one with New.
type Server struct {
	Config
	assets     *static.Assets
	pages      *otter.Cache[string, page]
	drawn      sims.Flights[page] // pages on their way into the cache
	registry   *prometheus.Registry
	meters     meters
	claims     claimState
	shown      *shown // what blocks of lessons show before a knob is moved
	blockLoops drawnOnce[[]course.LoopView]
	busy       sync.WaitGroup  // submissions being graded
	grading    context.Context // ends when they must end
	endGrading context.CancelFunc
	turns      turns
	feed       *feed
	offers     func() []liveOffer
	doors      doors
	tool       *lti.Tool        // nil where the lab has no Site
	passkeys   *signon.Passkeys // nil where its Site can have none
	providers  []*signon.Provider
	queued     map[string]queued // by course of an LMS; only SendScores touches it
	slots      chan struct{}     // bounds how many are graded at once
	repacks    chan struct{}     // bounds how many pages wait to be packed anew
	packing    sync.Mutex        // one is packed at a time
	measured   func() (advisor.Measured, error)
	indexed    func() error // fills the search index, once
	walks      []advisor.Walk
	presets    presets
}

// New prepares a server. What the first reader need not wait for is left to Warm.
func New(ctx context.Context, c Config) (*Server, error) {
	s := &Server{Config: c, assets: static.Load(), registry: prometheus.NewRegistry(), slots: make(chan struct{}, 8),
		repacks: make(chan struct{}, 64),
		doors:   newDoors()}
	s.claims.known = make(chan struct{})
	s.grading, s.endGrading = context.WithCancel(context.WithoutCancel(ctx))
	s.pages = otter.Must(&otter.Options[string, page]{
		MaximumWeight: 64 << 20,
		Weigher:       func(k string, p page) uint32 { return uint32(len(k) + len(p.plain) + len(p.brotli) + 64) },
	})
	s.drawn = sims.Flights[page]{Patience: pagePatience, Kept: s.pages.GetIfPresent}
	var err error
	if s.shown, err = newShown(shownFile, stampOf(s.Course, s.Sims)); err != nil {
		return nil, err
	}
	s.meters = newMeters(s.registry)
	if s.Now == nil {
		s.Now = time.Now
	}
	if s.Advisor == nil {
		rules, err := advisor.Builtin()
		if err != nil {
			return nil, err
		}
		s.Advisor = advisor.New(rules)
	}
	if s.Site != "" {
		s.tool, err = lti.New(lti.Config{Origin: s.Site, Name: "Tradeoff Lab", Now: s.Now, Private: s.Private,
			Description: "Learn storage, databases and caching by running them.", Store: ltiStore{s.Store}})
		if err != nil {
			return nil, err
		}
		s.passkeys, _ = signon.NewPasskeys(s.Site, "Tradeoff Lab") // the page to sign in says why there are none
	}
	if err := s.addProviders(); err != nil {
		return nil, err
	}
	s.feed = newFeed(s.Log, s.Store.Standings)
	s.meters.streams(s.registry, s.feed.open)
	s.offers = sync.OnceValue(s.liveOffers)
	s.measured = sync.OnceValues(s.Advisor.Measure)
	if s.walks, err = advisor.BuiltinWalks(Known(s.Course, s.Sims)); err != nil {
		return nil, err
	}
	if s.presets, err = readPresets(s.Course.Cases); err != nil {
		return nil, err
	}
	s.indexed = sync.OnceValue(func() error { return s.index(ctx) })
	return s, nil
}

// Warm does what may happen beside the first requests, in the order in which readers will miss it: the first page, the
// search index, the pages that are opened most with the claims they recompute, and the compressed assets. It stops when
// ctx ends.
func (s *Server) Warm(ctx context.Context) error {
	handler := s.Handler()
	visit := func(path string) error {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, path, nil)
		if err != nil {
			return err
		}
		r.RequestURI = path
		handler.ServeHTTP(sink{http.Header{}}, r)
		return ctx.Err()
	}
	if err := visit("/"); err != nil {
		return err
	}
	if err := s.indexed(); err != nil {
		return err
	}
	paths := []string{"/sims", "/claims", "/cases"}
	for _, l := range s.Course.Lessons {
		paths = append(paths, "/lessons/"+l.Slug)
	}
	for _, k := range s.Course.Cases {
		paths = append(paths, k.Path)
	}
	for _, sim := range s.Sims {
		paths = append(paths, "/sims/"+sim.Slug)
	}
	for _, p := range paths {
		if err := visit(p); err != nil {
			return err
		}
	}
	s.assets.Warm()
	return nil
}

// sink takes a response that nobody reads.
type sink struct{ header http.Header }

func (s sink) Header() http.Header         { return s.header }
func (s sink) Write(b []byte) (int, error) { return len(b), nil }
func (s sink) WriteHeader(int)             {}

// Handler returns the whole site.
func (s *Server) Handler() http.Handler {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.HTTPErrorHandler = s.fail
	// The header that names the sender can be written by anybody: only a proxy on this machine, or one that is named,
	// is believed.
	trust := []echo.TrustOption{echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, proxies := range s.Proxies {
		trust = append(trust, echo.TrustIPRange(proxies))
	}
	e.IPExtractor = echo.ExtractIPFromXFFHeader(trust...)
	s.middleware(e)
	s.routes(e)
	return e
}

// findExercise finds an assignment or a challenge.
func (s *Server) findExercise(slug string) (exercises.Exercise, bool) {
	if e, ok := exercises.Find(s.Exercises, slug); ok {
		return e, true
	}
	return s.findChallenge(slug)
}

// findChallenge finds the challenge in code of a simulation.
func (s *Server) findChallenge(slug string) (exercises.Exercise, bool) {
	return exercises.Find(s.Challenges, slug)
}

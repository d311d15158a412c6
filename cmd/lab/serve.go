package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"time"

	"tradeofflab/advisor"
	"tradeofflab/course"
	"tradeofflab/course/content"
	exercisecatalogue "tradeofflab/exercises/catalogue"
	"tradeofflab/sims"
	"tradeofflab/sims/catalogue"
	"tradeofflab/sims/model"
	"tradeofflab/store"
	"tradeofflab/web"
)

type serveCmd struct{ serveFlags }

// Run serves until the context ends, then lets running requests and grades finish.
func (c serveCmd) Run(a *app) error {
	level := slog.LevelInfo
	if c.Debug {
		level = slog.LevelDebug
	}
	site, err := readSite(c.URL)
	if err != nil {
		return err
	}
	providers, err := readProviders(c.OIDC)
	if err != nil {
		return err
	}
	proxies, err := readProxies(c.Proxy)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewJSONHandler(a.stderr, &slog.HandlerOptions{Level: level}))
	var lessons *course.Course
	var engine *advisor.Engine
	var db *store.Store
	var mistakes, ruleErr, storeErr error
	// the two take about as long, and neither needs the other
	model.Parallel(func() { lessons, mistakes = course.Load(content.Files) },
		func() { engine, ruleErr = newAdvisor(c.Rules); db, storeErr = store.Open(a.ctx, c.DB) })
	if storeErr == nil {
		defer db.Close()
	}
	if err := errors.Join(ruleErr, storeErr); err != nil {
		return err
	}
	if mistakes != nil {
		return fmt.Errorf("the course has mistakes:\n%w", mistakes)
	}
	runs := sims.NewRuns(resultWeight)
	shallow := world(a.ctx, runs)
	shallow.Run = nil // references only: the runs behind the figures are checked by lab check and by the tests
	if found := lessons.Check(shallow); len(found) > 0 {
		return fmt.Errorf("the course has mistakes:\n%w", found)
	}
	secret, err := c.secret(a.ctx, db)
	if err != nil {
		return err
	}
	pool, done, err := newPool(a.ctx, c.SQLEngine)
	if err != nil {
		return err
	}
	defer done()
	listener, scheme, err := c.listen(a.ctx)
	if err != nil {
		return err
	}
	defer listener.Close()
	secure := c.bound()
	if site == "" {
		site = siteAt(listener.Addr(), secure)
	}
	if err := checkProviders(providers, site); err != nil {
		return err
	}
	server, err := web.New(a.ctx, web.Config{Version: version, Log: log, Store: db, Course: lessons,
		World: world(a.ctx, runs), Sims: catalogue.All, Engines: catalogue.Engines, Runs: runs,
		Exercises: exercisecatalogue.All, Challenges: exercisecatalogue.Challenges, Pool: pool,
		Advisor: engine, Secure: secure, Secret: secret, Site: site, Private: c.Private, Proxies: proxies,
		Providers: providers, Doctor: c.doctor})
	if err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "Tradeoff Lab %s is open at %s://%s\n", version, scheme, listener.Addr())
	go func() {
		if err := server.Warm(a.ctx); err != nil && a.ctx.Err() == nil {
			log.Error("warm the pages and the search", "error", err)
		}
		debug.FreeOSMemory() // warming made much that nobody needs any more
	}()
	pending := make(chan struct{})
	go func() {
		defer close(pending)
		if err := server.GradePending(a.ctx); err != nil && a.ctx.Err() == nil {
			log.Error("grade pending submissions", "error", err)
		}
	}()
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		if err := server.SendScores(a.ctx); err != nil && a.ctx.Err() == nil {
			log.Error("send scores", "error", err)
		}
	}()
	defer func() { <-sent }()
	return serveUntil(a.ctx, listener, server, pending)
}

// orderly is how long requests and grades under way may go on after the lab was told to end; then they are ended.
const orderly = 400 * time.Millisecond

func serveUntil(ctx context.Context, listener net.Listener, server *web.Server, pending <-chan struct{}) error {
	asked, end := context.WithCancel(context.WithoutCancel(ctx)) // the context of every request
	defer end()
	s := &http.Server{Handler: server.Handler(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second,
		WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute,
		BaseContext: func(net.Listener) context.Context { return asked }}
	s.RegisterOnShutdown(server.HangUp)
	failed := make(chan error, 1)
	go func() { failed <- s.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	quiet, cancel := context.WithTimeout(asked, orderly)
	defer cancel()
	context.AfterFunc(quiet, end)
	last, enough := context.WithTimeout(context.WithoutCancel(ctx), 10*orderly) // for what does not watch its context
	defer enough()
	err := s.Shutdown(last)
	server.Close(quiet)
	<-pending
	return err
}

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"

	"tradeofflab/course"
	"tradeofflab/exercises"
	exercisecatalogue "tradeofflab/exercises/catalogue"
	"tradeofflab/exercises/sandbox"
	"tradeofflab/sims"
	"tradeofflab/sims/catalogue"
	"tradeofflab/sims/sqlengine/postgres"
	"tradeofflab/web"
)

// resultWeight bounds the memory of kept simulation results to about 96 MB.
const resultWeight = 3 << 20

// world lets the course see the rest of the lab through functions.
func world(ctx context.Context, runs *sims.Runs) course.World {
	return web.World(ctx, catalogue.All, runs, slices.Concat(exercisecatalogue.All, exercisecatalogue.Challenges))
}

// newPool starts learners' code in child processes of this binary: as many at once as there are processors. With the
// URL of a PostgreSQL server, trials of indexes run there instead. Call done in the end.
func newPool(ctx context.Context, sqlEngine string) (pool *sandbox.Pool, done func(), err error) {
	self, err := os.Executable()
	if err != nil {
		return nil, nil, fmt.Errorf("find this program: %w", err)
	}
	var run sandbox.Executor = &sandbox.Runner{Command: func() *exec.Cmd { return exec.Command(self, sandboxCommand) }}
	done = func() {}
	if sqlEngine != "" {
		if err := checkEngine(sqlEngine); err != nil {
			return nil, nil, err
		}
		engine, err := postgres.Open(ctx, sqlEngine)
		if err != nil {
			return nil, nil, err
		}
		run, done = sandbox.OnEngine(run, engine), func() { engine.Close() }
	}
	return sandbox.NewPool(runtime.NumCPU(), run), done, nil
}

// checkEngine says why something names no PostgreSQL server; "" names none and is right.
func checkEngine(url string) error {
	if url == "" || strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://") {
		return nil
	}
	return bad("--sql-engine takes a postgres:// URL; without it SQL runs on SQLite")
}

func gradingEnv(pool *sandbox.Pool) exercises.Env {
	return exercises.Env{Sim: catalogue.All.Find, Sandbox: pool.Seat("command line")}
}

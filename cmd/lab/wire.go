package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"

	"tradeofflab/course"
	"tradeofflab/exercises"
	exercisecatalogue "tradeofflab/exercises/catalogue"
	"tradeofflab/exercises/sandbox"
	"tradeofflab/sims"
	"tradeofflab/sims/catalogue"
	"tradeofflab/web"
)

// resultWeight bounds the memory of kept simulation results, in bytes or so.
const resultWeight = 96 << 20

// world lets the course see the rest of the lab through functions.
func world(runs *sims.Runs) course.World {
	return web.World(catalogue.All, runs, exercisecatalogue.All)
}

// newPool starts learners' code in child processes of this binary: as many at once as there are processors.
func newPool() (*sandbox.Pool, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find this program: %w", err)
	}
	return sandbox.NewPool(runtime.NumCPU(), &sandbox.Runner{Command: func() *exec.Cmd { return exec.Command(self, sandboxCommand) }}), nil
}

func gradingEnv(pool *sandbox.Pool) exercises.Env {
	return exercises.Env{Sim: catalogue.Find, Sandbox: pool.Seat("command line")}
}

package web

import (
	"io"
	"net/http"

	"github.com/labstack/echo/v4"

	"tradeofflab/sims"
)

// sendReplay answers with a run as a file to keep or to hand in.
func sendReplay(c echo.Context, run sims.Run) error {
	text, err := run.ReplayFile()
	if err != nil {
		return err
	}
	c.Response().Header().Set("Content-Disposition", `attachment; filename="`+run.Sim.Slug+`-replay.json"`)
	return c.Blob(http.StatusOK, "application/json", text)
}

// readReplay reads a replay file of the simulation at the address and gives its run.
func (s *Server) readReplay(c echo.Context, file io.Reader) (sims.Run, error) {
	sim, ok := s.Sims.Find(c.Param("slug"))
	if !ok {
		return sims.Run{}, errNotFound
	}
	text, err := io.ReadAll(io.LimitReader(file, sims.MostReplay+1))
	if err != nil {
		return sims.Run{}, err
	}
	q, err := sim.ReadReplay(text)
	if err != nil {
		return sims.Run{}, err
	}
	return sim.Parse(q)
}

// apiReplay serves POST /api/v1/sims/{slug}/replay: the run of the file, played again here, with the same bytes as its
// GET.
func (s *Server) apiReplay(c echo.Context) error {
	run, err := s.readReplay(c, c.Request().Body)
	if err != nil {
		return err
	}
	return s.sendRun(c, run, "")
}

// replayFile serves POST /sims/:slug/replay: the page of the run in a file. The address is the run, so the page plays
// it again.
func (s *Server) replayFile(c echo.Context) error {
	file, err := c.FormFile("file")
	if err != nil {
		return sims.Refuse("", "", "choose a replay file that a page of this simulation gave")
	}
	f, err := file.Open()
	if err != nil {
		return err
	}
	defer f.Close()
	run, err := s.readReplay(c, f)
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/sims/"+run.Sim.Slug+"?"+run.Query)
}

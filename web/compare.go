package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"tradeofflab/advisor"
	"tradeofflab/web/kit"

	"github.com/labstack/echo/v4"
)

// compareView is two advices, line by line.
type compareView struct {
	kit.Shell
	Left, Right           advisor.Advice
	LeftQuery, RightQuery string
	Rows                  []compareRow
	Presets               presets
}

// compareRow is one line of both.
type compareRow struct{ Line, Left, Right string }

// compare serves GET /advisor/compare: two workloads, each an encoded query or the name of one to start from.
func (s *Server) compare(c echo.Context) error {
	at, err := s.visit(c, "Two advices", "advisor")
	if err != nil {
		return err
	}
	v := compareView{Shell: at.Shell, Presets: s.presets}
	side := "a"
	if v.Left, v.LeftQuery, err = s.compared(c.QueryParam(side)); err == nil {
		side = "b"
		v.Right, v.RightQuery, err = s.compared(c.QueryParam(side))
	}
	var wrong *advisor.InputError
	if errors.As(err, &wrong) { // the questionnaire keeps what was typed and says what is wrong with it
		typed, _ := url.ParseQuery(c.QueryParam(side)) // compared has read it
		return c.Redirect(http.StatusSeeOther, "/advisor?"+typed.Encode())
	}
	if err != nil {
		return err
	}
	v.Rows = compareRows(v.Left, v.Right)
	return s.render(c, http.StatusOK, comparePage(v))
}

// compared advises on one side of a comparison.
func (s *Server) compared(side string) (advisor.Advice, string, error) {
	w, ok := s.presets.workload(side)
	if !ok {
		q, err := url.ParseQuery(side)
		if err != nil {
			return advisor.Advice{}, "", echo.NewHTTPError(http.StatusBadRequest, "A workload of this address "+
				"cannot be "+
				"read. Open an advice, and compare from there.")
		}
		if w, _, err = readAdviceForm(q); err != nil {
			return advisor.Advice{}, "", err
		}
	}
	a, err := s.Advisor.Core(w)
	return a, adviceQuery(w), err
}

// compareRows sets the lines of two advices side by side.
func compareRows(a, b advisor.Advice) []compareRow {
	var out []compareRow
	add := func(line string, of func(advisor.Advice) string) { out = append(out, compareRow{line, of(a), of(b)}) }
	add("Answer", func(a advisor.Advice) string { return a.Verdict })
	add("Begin with", func(a advisor.Advice) string { return a.Primary.Line })
	add("Stores", func(a advisor.Advice) string {
		names := make([]string, len(a.Design.Stores))
		for i, s := range a.Design.Stores {
			names[i] = fmt.Sprintf("%s: %s, %s", s.Name, s.Product, s.Machines())
		}
		return strings.Join(names, "; ")
	})
	add("Replication", func(a advisor.Advice) string { return a.Replication.What })
	add("After a failure", func(a advisor.Advice) string { return a.Design.Stores[0].Replication.Recovery() })
	add("Sharding", func(a advisor.Advice) string { return a.Sharding.What })
	add("Stage", func(a advisor.Advice) string { return a.Scale.Stage + ". " + a.Scale.Because })
	add("Read cache", func(a advisor.Advice) string { return a.ReadCache.What + ". " + a.ReadCache.Because })
	add("Write path", func(a advisor.Advice) string { return a.WriteCache.What })
	add("Storage", func(a advisor.Advice) string { return a.StorageTier.What })
	add("Cost a month, USD", func(a advisor.Advice) string { return usdText(a.Cost.TotalUSD) })
	add("What does not fit", func(a advisor.Advice) string {
		lines := make([]string, len(a.Design.Warnings))
		for i, w := range a.Design.Warnings {
			lines[i] = w.Text
		}
		return strings.Join(lines, " ")
	})
	add("Do this week", func(a advisor.Advice) string { return rulesOf(a.Practice.Do) })
	add("Watch", func(a advisor.Advice) string { return rulesOf(a.Practice.Watch) })
	add("Runner-up", func(a advisor.Advice) string { return a.Rejected })
	return out
}

// rulesOf lists the texts of rules of practice.
func rulesOf(all []advisor.Advised) string {
	lines := make([]string, len(all))
	for i, x := range all {
		lines[i] = x.Text
	}
	return strings.Join(lines, " ")
}

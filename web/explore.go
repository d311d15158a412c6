package web

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/labstack/echo/v4"

	"tradeofflab/figure"
)

// explore serves GET /sims/:slug/explore/:figure: the figure of a run as chart options, for hovering and zooming.
func (s *Server) explore(c echo.Context) error {
	sim, ok := s.Sims.Find(c.Param("slug"))
	if !ok {
		return errNotFound
	}
	run, err := sim.Parse(c.QueryParams())
	if err != nil {
		return err
	}
	report, err := s.Runs.Report(c.Request().Context(), asker(c, ""), run)
	if err != nil {
		return err
	}
	f, ok := report.Figure(c.Param("figure"))
	if !ok || f.Chart == nil {
		return errNotFound
	}
	options, err := chartOptions(f)
	if err != nil {
		return fmt.Errorf("chart options: %w", err)
	}
	c.Response().Header().Set("Cache-Control", "public, max-age=3600")
	return c.JSON(http.StatusOK, options)
}

// chartOptions gives the option document of a chart. Values, names and axes are those of the drawn figure; the script
// adds colours from the style sheet.
func chartOptions(f figure.Figure) (map[string]any, error) {
	c := f.Chart
	x := opts.XAxis{Name: axisName(c.X), Type: axisType(c.X)}
	y := opts.YAxis{Name: axisName(c.Y), Type: axisType(c.Y)}
	var options map[string]any
	if c.Kind == figure.Bar {
		chart := charts.NewBar()
		chart.SetGlobalOptions(charts.WithXAxisOpts(x), charts.WithYAxisOpts(y),
			charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "axis"}))
		chart.SetXAxis(c.X.Categories)
		for _, line := range c.Series {
			var data []opts.BarData
			for _, v := range line.Y {
				data = append(data, opts.BarData{Value: v})
			}
			chart.AddSeries(line.Name, data)
		}
		chart.Validate()
		options = chart.JSON()
	} else {
		chart := charts.NewLine()
		chart.SetGlobalOptions(charts.WithXAxisOpts(x), charts.WithYAxisOpts(y),
			charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "item"}),
			charts.WithDataZoomOpts(opts.DataZoom{Type: "inside"}))
		if len(c.X.Categories) > 0 {
			chart.SetXAxis(c.X.Categories)
		}
		for _, line := range c.Series {
			var data []opts.LineData
			for i := range line.X {
				var value any = []float64{line.X[i], line.Y[i]}
				if len(c.X.Categories) > 0 {
					value = line.Y[i]
				}
				data = append(data, opts.LineData{Value: value})
			}
			chart.AddSeries(cmp.Or(line.Name, "measured"), data)
		}
		chart.Validate()
		options = chart.JSON()
	}
	return plain(options, f)
}

// plain turns the options into bare JSON values and sets what the library has no field for: a tooltip drawn as rich
// text, because the HTML one breaks the content policy, and a description for screen readers.
func plain(options map[string]any, f figure.Figure) (map[string]any, error) {
	text, err := json.Marshal(options)
	if err != nil {
		return nil, err
	}
	var out map[string]any
	if err := json.Unmarshal(text, &out); err != nil {
		return nil, err
	}
	if tip, ok := out["tooltip"].(map[string]any); ok {
		tip["renderMode"] = "richText"
	}
	out["aria"] = map[string]any{"enabled": true, "label": map[string]any{"description": f.Title + ". " + f.Alt}}
	out["animation"] = false
	return out, nil
}

func axisName(a figure.Axis) string {
	if a.Unit != "" {
		return a.Label + ", " + a.Unit
	}
	return a.Label
}

func axisType(a figure.Axis) string {
	switch {
	case len(a.Categories) > 0:
		return "category"
	case a.Log:
		return "log"
	}
	return "value"
}

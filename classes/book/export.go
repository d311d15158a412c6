package book

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"tradeofflab/classes"
	"tradeofflab/store"
)

// columns are those of the files: who, then points, most and state of each assignment, then the sums, and the points
// once more, which tell what was changed when the file comes back.
func (b Book) columns() []string {
	out := []string{"Name", "Number", "Email", "Group", "In the class"}
	for _, a := range b.Assignments {
		out = append(out, a.Title+pointsColumn, a.Title+": of", a.Title+": state")
	}
	return append(out, "Sum"+pointsColumn, "Sum: of", asRead)
}

// row is a learner's: texts, and numbers as classes.Points. A cell without points is nil, which is not 0.
func (b Book) row(e store.Enrolment) []any {
	out := []any{e.Name, e.Number, e.Email, e.Grouped, e.State}
	for _, a := range b.Assignments {
		c := b.Of(a.ID, e.ID)
		var points any
		if c.Counted {
			points = c.Points
		}
		out = append(out, points, c.Max, string(c.State))
	}
	points, most := b.Sum(e.ID)
	return append(out, points, most, b.baseOf(e))
}

// harmless keeps a text from being read as a formula by a program for tables (OWASP, CSV injection). A text that begins
// with the sign itself gets another, so that each comes back as it was.
func harmless(text string) string {
	if text != "" && strings.ContainsAny(text[:1], "=+-@\t\r'") {
		return "'" + text
	}
	return text
}

// CSV writes the gradebook as a table in UTF-8 with a byte order mark and lines that end with CR LF (RFC 4180).
func (b Book) CSV(w io.Writer) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	table := csv.NewWriter(w)
	table.UseCRLF = true
	line := func(values []any) error {
		text := make([]string, len(values))
		for i, v := range values {
			switch v := v.(type) {
			case nil:
			case classes.Points:
				text[i] = v.String()
			default:
				text[i] = harmless(fmt.Sprint(v))
			}
		}
		return table.Write(text)
	}
	head := []any{}
	for _, c := range b.columns() {
		head = append(head, c)
	}
	if err := line(head); err != nil {
		return err
	}
	for _, e := range b.Learners {
		if err := line(b.row(e)); err != nil {
			return err
		}
	}
	table.Flush()
	return table.Error()
}

// XLSX writes the gradebook as a workbook: numbers are numbers, texts are texts whatever they begin with.
func (b Book) XLSX(w io.Writer) error {
	file := excelize.NewFile()
	defer file.Close()
	if err := file.SetSheetName("Sheet1", "Gradebook"); err != nil {
		return err
	}
	sheet, err := file.NewStreamWriter("Gradebook")
	if err != nil {
		return err
	}
	bold, err := file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	if err := sheet.SetColWidth(1, 1, 28); err != nil {
		return err
	}
	if err := sheet.SetPanes(&excelize.Panes{Freeze: true, XSplit: 1, YSplit: 1, TopLeftCell: "B2",
		ActivePane: "bottomRight"}); err != nil {
		return err
	}
	line := func(n int, values []any, style int) error {
		cells := make([]any, len(values))
		for i, v := range values {
			if p, ok := v.(classes.Points); ok {
				v = float64(p) / 100
			}
			cells[i] = excelize.Cell{StyleID: style, Value: v}
		}
		return sheet.SetRow(fmt.Sprint("A", n), cells)
	}
	head := []any{}
	for _, c := range b.columns() {
		head = append(head, c)
	}
	if err := line(1, head, bold); err != nil {
		return err
	}
	for i, e := range b.Learners {
		if err := line(i+2, b.row(e), 0); err != nil {
			return err
		}
	}
	if err := sheet.Flush(); err != nil {
		return err
	}
	return file.Write(w)
}

// JSON writes the gradebook with the reasons of each cell.
func (b Book) JSON(w io.Writer) error {
	type cell struct {
		Assignment string `json:"assignment"`
		classes.Mark
	}
	type learner struct {
		ID     string         `json:"id"`
		Name   string         `json:"name"`
		Number string         `json:"number,omitempty"`
		Email  string         `json:"email,omitempty"`
		Group  string         `json:"group,omitempty"`
		State  string         `json:"state"`
		Points classes.Points `json:"points"`
		Of     classes.Points `json:"of"`
		Cells  []cell         `json:"cells"`
	}
	type assignment struct {
		ID       string         `json:"id"`
		Exercise string         `json:"exercise"`
		Title    string         `json:"title"`
		Points   classes.Points `json:"points"`
		OpensMS  int64          `json:"opens_ms"`
		DueMS    int64          `json:"due_ms"`
		ClosesMS int64          `json:"closes_ms"`
	}
	out := struct {
		Class       string       `json:"class"`
		Title       string       `json:"title"`
		Zone        string       `json:"zone"`
		Assignments []assignment `json:"assignments"`
		Learners    []learner    `json:"learners"`
	}{Class: b.Class.ID, Title: b.Class.Title, Zone: b.Class.Zone, Assignments: []assignment{}, Learners: []learner{}}
	for _, a := range b.Assignments {
		out.Assignments = append(out.Assignments, assignment{a.ID, a.Exercise, a.Title, classes.Points(a.Points),
			a.OpensMS, a.DueMS, a.ClosesMS})
	}
	for _, e := range b.Learners {
		l := learner{ID: e.ID, Name: e.Name, Number: e.Number, Email: e.Email, Group: e.Grouped, State: e.State}
		l.Points, l.Of = b.Sum(e.ID)
		for _, a := range b.Assignments {
			l.Cells = append(l.Cells, cell{a.ID, b.Of(a.ID, e.ID).Mark})
		}
		out.Learners = append(out.Learners, l)
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(out)
}

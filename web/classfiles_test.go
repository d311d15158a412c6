package web_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// TestGradebookFiles reads the files as programs for tables do: texts are texts, numbers are numbers, and nothing is a
// formula.
func TestGradebookFiles(t *testing.T) {
	s := newSchool(t, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	nasty := `=HYPERLINK("http://x"),"`
	one, two := s.enrolmentOf(nasty), s.enrolmentOf("Budi")
	first := s.set("hashing", url.Values{"title": {"Ring, one"}})
	s.handIn(two.guest, first, s.answers(two.Enrolment, "hashing", "modulo"))
	want := s.cell(first, two.Enrolment).Points.String()
	a := s.teacher.get(s.path("/gradebook.csv"))
	if !strings.HasPrefix(a.Body, "\ufeffName,Number,") || strings.Count(a.Body, "\r\n") != 3 {
		t.Errorf("csv: %q", a.Body)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(a.Body, "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if rows[1][0] != "'"+nasty || rows[1][5] != "" || rows[1][7] != "nothing handed in" || rows[2][5] != want ||
		rows[2][6] != "10" || rows[2][8] != want {
		t.Errorf("csv: %q", rows)
	}
	file, err := excelize.OpenReader(bytes.NewReader([]byte(s.teacher.get(s.path("/gradebook.xlsx")).Body)))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if got, _ := file.GetCellValue("Gradebook", "A2"); got != nasty {
		t.Errorf("the name in the workbook is %q", got)
	}
	if formula, _ := file.GetCellFormula("Gradebook", "A2"); formula != "" {
		t.Errorf("a name is a formula: %s", formula)
	}
	if kind, _ := file.GetCellType("Gradebook", "F3"); kind != excelize.CellTypeNumber &&
		kind != excelize.CellTypeUnset {
		t.Errorf("points are of type %v in the workbook", kind)
	}
	if got, _ := file.GetCellValue("Gradebook", "F3"); got != want {
		t.Errorf("points in the workbook: %s, want %s", got, want)
	}
	if a := one.get(s.path("/gradebook.csv")); a.Code != http.StatusNotFound {
		t.Errorf("a learner gets the file: %d", a.Code)
	}
}

// office is LibreOffice without a window, with a profile of the test's own.
type office struct {
	t                *testing.T
	program, profile string
}

func newOffice(t *testing.T) office {
	t.Helper()
	program, err := exec.LookPath("soffice")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("LibreOffice is required in CI: it opens the files of the gradebook; make tools installs it")
		}
		t.Skip("skipped: no LibreOffice on this machine, which opens the files of the gradebook")
	}
	return office{t, program, t.TempDir()}
}

// toText is how LibreOffice writes CSV: 44 and 34 are the comma and the quote, 76 is UTF-8 (its documentation, filter
// options of CSV).
const toText = "csv:Text - txt - csv (StarCalc):44,34,76"

// convert lets LibreOffice read a gradebook and write it as another kind of file, and gives the place of that. CSV is
// read as its window proposes for this file, and as nobody is asked for without a window.
func (o office) convert(file, to string) string {
	o.t.Helper()
	filters := map[string]string{".csv": "CSV:44,34,76", ".xlsx": "Calc MS Excel 2007 XML"}
	out := o.t.TempDir()
	ctx, cancel := context.WithTimeout(o.t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, o.program, "-env:UserInstallation=file://"+o.profile, "--headless",
		"--infilter="+filters[filepath.Ext(file)], "--convert-to", to, "--outdir", out, file)
	if said, err := cmd.CombinedOutput(); err != nil {
		o.t.Fatalf("%s to %s: %v\n%s", file, to, err, said)
	}
	kind, _, _ := strings.Cut(to, ":")
	return filepath.Join(out, strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))+"."+kind)
}

// rows are those of a gradebook of the kind csv or xlsx as LibreOffice reads it.
func (o office) rows(kind, body string) [][]string {
	o.t.Helper()
	file := filepath.Join(o.t.TempDir(), "book."+kind)
	if err := os.WriteFile(file, []byte(body), 0o600); err != nil {
		o.t.Fatal(err)
	}
	text, err := os.ReadFile(o.convert(file, toText))
	if err != nil {
		o.t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff")))).ReadAll()
	if err != nil {
		o.t.Fatal(err)
	}
	return rows
}

// TestLibreOfficeOpensTheFiles lets a real program for tables read the gradebook and write it as another kind of file.
func TestLibreOfficeOpensTheFiles(t *testing.T) {
	office := newOffice(t)
	s := newSchool(t, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	for _, name := range []string{`=HYPERLINK("http://x"),"`, "Ångström, Ægir", "Budi"} {
		s.enrolmentOf(name)
	}
	budi := s.enrolmentOf("Citra")
	first := s.set("hashing", url.Values{"title": {"Ring; one"}, "points": {"10.5"}})
	s.handIn(budi.guest, first, s.answers(budi.Enrolment, "hashing", "modulo"))
	points := s.cell(first, budi.Enrolment).Points.String()

	rows := office.rows("xlsx", s.teacher.get(s.path("/gradebook.xlsx")).Body)
	if len(rows) != 5 {
		t.Fatalf("LibreOffice reads %d rows of the workbook, want 5", len(rows))
	}
	book := filepath.Join(t.TempDir(), "book.csv")
	if err := os.WriteFile(book, []byte(s.teacher.get(s.path("/gradebook.csv")).Body), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := excelize.OpenFile(office.convert(book, "xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	sheet := file.GetSheetName(0)
	names := map[string]bool{}
	for i, row := range rows[1:] {
		names[row[0]] = true
		name, err := excelize.CoordinatesToCellName(1, i+2)
		if err != nil {
			t.Fatal(err)
		}
		got, err := file.GetCellValue(sheet, name)
		formula, _ := file.GetCellFormula(sheet, name)
		if err != nil || strings.TrimPrefix(got, "'") != row[0] || formula != "" {
			t.Errorf("the table has %q in %s, formula %q, %v; the workbook %q", got, name, formula, err, row[0])
		}
	}
	for _, name := range []string{`=HYPERLINK("http://x"),"`, "Ångström, Ægir", "Budi", "Citra"} {
		if !names[name] {
			t.Errorf("LibreOffice finds nobody called %q in the workbook: %q", name, rows)
		}
	}
	for i, row := range rows {
		if row[0] != "Citra" {
			continue
		}
		cell, _ := excelize.CoordinatesToCellName(6, i+1)
		got, err := file.GetCellValue(sheet, cell)
		if row[5] != points || got != points || err != nil {
			t.Errorf("points are %q in the workbook and %q in the table, %v; want %s", row[5], got, err, points)
		}
		if kind, _ := file.GetCellType(sheet, cell); kind != excelize.CellTypeNumber && kind != excelize.CellTypeUnset {
			t.Errorf("points of the table became a cell of type %v, want a number", kind)
		}
	}
}

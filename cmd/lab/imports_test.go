package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"
)

// mayImport is the import table: which packages of ours each folder may use, with all below them. The longest matching
// folder counts. A folder at the top may always use what lies below itself.
var mayImport = map[string][]string{
	"say":               {},
	"figure":            {"say"},
	"static":            {},
	"sims":              {"figure", "say"},
	"exercises":         {"sims", "advisor/scaling", "figure", "say"},
	"advisor":           {"figure", "say"},
	"advisor/scaling":   {}, // the arithmetic alone, for assignments too
	"course":            {"figure", "say"},
	"course/circle":     {},
	"course/content":    {},
	"course/proofs":     {"course/circle", "course/content", "say"}, // some count what the course lists
	"classes":           {"say"},
	"classes/book":      {"classes", "exercises", "store"},
	"store":             {},
	"lti":               {},
	"doctor":            {"store", "say"},
	"signon":            {},
	"signon/signontest": {}, // a provider that knows the lab by its addresses alone
	"lti/ltitest":       {}, // an LMS that knows the tool by its addresses alone
	"web": {"course", "sims", "exercises", "advisor", "classes", "store", "lti", "doctor", "signon", "figure", "say",
		"static"},
	"web/draw":    {"figure", "say"},
	"web/kit":     {"web/draw", "sims", "figure", "say"},
	"web/results": {"web/kit", "sims", "figure", "say"}, // and nothing that a browser cannot run
	"cmd": {"course", "sims", "exercises", "advisor", "classes", "store", "lti", "doctor", "signon", "figure", "say",
		"static", "web"},
}

// onlyIn says which folders may know a library.
var onlyIn = map[string][]string{
	"github.com/labstack/echo":     {"web"},
	"github.com/a-h/templ":         {"web"},
	"github.com/go-echarts":        {"web"},
	"github.com/jackc/pgx":         {"store", "sims/sqlengine"},
	"github.com/pressly/goose":     {"store"},
	"modernc.org/sqlite":           {"store", "sims/sqlengine"},
	"database/sql":                 {"store", "sims/sqlengine"},
	"github.com/go-jose/go-jose":   {"lti"},
	"github.com/go-webauthn":       {"signon"},
	"github.com/coreos/go-oidc":    {"signon"},
	"golang.org/x/oauth2":          {"signon"},
	"github.com/redis/go-redis":    {"sims/eviction/servers"},
	"github.com/bradfitz":          {"sims/eviction/servers"},
	"go.etcd.io/bbolt":             {"sims/families/engines"},
	"github.com/cockroachdb":       {"sims/families/engines"},
	"go.starlark.net":              {"exercises/sandbox", "exercises/formula"},
	"github.com/alecthomas/kong":   {"cmd"},
	"golang.org/x/crypto/acme":     {"cmd"},
	"github.com/xuri/excelize":     {"classes/book"},
	"github.com/chromedp/chromedp": {},
}

type listed struct {
	ImportPath string
	Imports    []string
	Deps       []string
}

// TestImportTable holds the folders to the design: what a folder may know of the others.
func TestImportTable(t *testing.T) {
	for _, p := range list(t) {
		folder := strings.TrimPrefix(p.ImportPath, "tradeofflab/")
		row := rowOf(folder)
		allowed, known := mayImport[row]
		if !known {
			t.Errorf("folder %s is not in the design", row)
		}
		if row == topOf(folder) {
			allowed = append([]string{row}, allowed...)
		}
		for _, i := range p.Imports {
			if own, ok := strings.CutPrefix(i, "tradeofflab/"); ok && !withinAny(own, allowed) {
				t.Errorf("%s imports %s; %s may import %v", folder, own, row, allowed)
			}
			for library, folders := range onlyIn {
				if within(i, library) && !withinAny(folder, folders) {
					t.Errorf("%s imports %s; only %v may", folder, i, folders)
				}
			}
		}
	}
}

// rowOf gives the row of the import table that holds for a folder: the longest that it lies within.
func rowOf(folder string) string {
	row := topOf(folder)
	for r := range mayImport {
		if within(folder, r) && len(r) > len(row) {
			row = r
		}
	}
	return row
}

func topOf(folder string) string {
	top, _, _ := strings.Cut(folder, "/")
	return top
}

// TestDomainKnowsNoWeb looks through other packages too: the domain must not reach the web by a detour.
func TestDomainKnowsNoWeb(t *testing.T) {
	for _, p := range list(t) {
		folder := strings.TrimPrefix(p.ImportPath, "tradeofflab/")
		if top := topOf(folder); top == "web" || top == "cmd" || top == "static" {
			continue
		}
		for _, d := range p.Deps {
			if within(d, "tradeofflab/web") || within(d, "github.com/labstack/echo") ||
				within(d, "github.com/a-h/templ") {
				t.Errorf("%s depends on %s", folder, d)
			}
		}
	}
}

// TestNoCupboardPackages keeps out folders that are named after nothing they hold.
func TestNoCupboardPackages(t *testing.T) {
	for _, p := range list(t) {
		for _, word := range strings.Split(p.ImportPath, "/") {
			switch word {
			case "utils", "util", "common", "helpers", "models", "services", "pkg", "internal":
				t.Errorf("%s: name the folder after what it holds", p.ImportPath)
			}
		}
	}
}

func within(path, folder string) bool { return path == folder || strings.HasPrefix(path, folder+"/") }

func withinAny(path string, folders []string) bool {
	for _, f := range folders {
		if within(path, f) {
			return true
		}
	}
	return false
}

func list(t *testing.T) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports,Deps", "tradeofflab/...")
	out, err := cmd.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			t.Fatalf("go list: %v\n%s", err, exit.Stderr)
		}
		t.Fatalf("go list: %v", err)
	}
	var all []listed
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := d.Decode(&p); err == io.EOF {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

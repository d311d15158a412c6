package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tradeofflab/course/content"
	"tradeofflab/sims/catalogue"
)

// versionOf is that of a simulation.
func versionOf(slug string) string {
	s, _ := catalogue.All.Find(slug)
	return s.Version
}

// TestExitCodes holds every command to its code and to a message that names what to write instead.
func TestExitCodes(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing")
	tests := []struct {
		name  string
		args  []string
		stdin string
		code  int
		says  []string
	}{
		{"list of simulations", []string{"sim"}, "", 0, []string{"hashing", "queueing"}},
		{"a run", []string{"sim", "hashing", "--algo", "modulo", "--nodes", "4"}, "", 0, []string{"moved_pct"}},
		{"knob with =", []string{"sim", "hashing", "--nodes=4"}, "", 0, []string{"moved_pct"}},
		{"tables of a run", []string{"sim", "hashing", "--tables"}, "", 0, []string{"moved_pct", "Owner", "From, °"}},
		{"tables in JSON", []string{"sim", "hashing", "--tables", "--json"}, "", 2, []string{"--tables"}},
		{"help of a simulation", []string{"sim", "hashing", "--help"}, "", 0, []string{"--nodes", "1 to 200"}},
		{"too small a knob", []string{"sim", "hashing", "--nodes", "0"}, "", 2, []string{"nodes", "1 to 200", `"0"`}},
		{"a word for a number", []string{"sim", "hashing", "--nodes", "many"}, "", 2, []string{"nodes", "1 to 200"}},
		{"wrong choice", []string{"sim", "hashing", "--algo", "best"}, "", 2, []string{"algo is one of", "modulo"}},
		{"unknown simulation", []string{"sim", "nope"}, "", 2, []string{"nope", "hashing", "queueing"}},
		{"unknown knob", []string{"sim", "hashing", "--noodles", "4"}, "", 2, []string{"--noodles", "--nodes",
			"--vnodes"}},
		{"knob without a value", []string{"sim", "hashing", "--nodes"}, "", 2, []string{"--nodes needs a value"}},
		{"a run beyond the limit", []string{"sim", "eviction", "--policy", "lfu,arc,lru,fifo", "--requests", "10000000",
			"--objects", "1000000"}, "", 2, []string{"requests: ", "--budget SECONDS"}},
		{"more than the limit", []string{"sim", "hashing", "--keys", "1000000", "--budget", "3"}, "", 0,
			[]string{"moved_pct"}},
		{"less than a run takes", []string{"sim", "hashing", "--budget", "0.000001"}, "", 2,
			[]string{"--budget SECONDS"}},
		{"no budget", []string{"sim", "hashing", "--budget", "0"}, "", 2, []string{"--budget", "at most 3600", `"0"`}},
		{"a word for a budget", []string{"sim", "hashing", "--budget", "much"}, "", 2, []string{"--budget", `"much"`}},
		{"a replay file", []string{"sim", "hashing", "--replay", "-"},
			`{"sim":"hashing","version":"` + versionOf("hashing") + `","knobs":{"nodes":5}}`, 0, []string{"moved_pct"}},
		{"a replay file and a knob", []string{"sim", "hashing", "--replay", "-", "--nodes", "4"}, "", 2,
			[]string{"--replay", "leave --nodes out"}},
		{"a replay file of something else", []string{"sim", "hashing", "--replay", "-"},
			`{"sim":"queueing","version":"1","knobs":{}}`, 2, []string{"queueing", "hashing"}},
		{"no replay file", []string{"sim", "hashing", "--replay", missing}, "", 2, []string{"missing"}},
		{"stray word", []string{"sim", "hashing", "4"}, "", 2, []string{"no knob"}},
		{"list of assignments", []string{"exercise"}, "", 0, []string{"hashing"}},
		{"a task", []string{"exercise", "hashing"}, "", 0, []string{"points", "[modulo, number"}},
		{"a task with tables and options", []string{"exercise", "scaling-story"}, "", 0, []string{"143.5",
			"from 500 GB", "retire: Retire the old store", "to shards: shards", "in TB/day", "Nothing is deleted"}},
		{"a task with a run", []string{"exercise", "hospital"}, "", 0, []string{
			"goal: Log loss of the common model, at most 0.57", "knobs of federated", "dp: Noise"}},
		{"unknown assignment", []string{"exercise", "nope"}, "", 2, []string{"nope", "hashing"}},
		{"variant out of range", []string{"exercise", "hashing", "--variant", "1000000"}, "", 2,
			[]string{"variant", "999999"}},
		{"negative variant", []string{"exercise", "hashing", "--variant=-1"}, "", 2, []string{"variant"}},
		{"variant in words", []string{"exercise", "hashing", "--variant", "one"}, "", 2, []string{"variant"}},
		{"answers that are no JSON", []string{"grade", "hashing", "--answers", "-"}, `{"modulo": `, 2,
			[]string{"JSON"}},
		{"answers that are a list", []string{"grade", "hashing", "--answers", "-"}, `[1]`, 2, []string{"JSON object"}},
		{"unknown part", []string{"grade", "hashing", "--answers", "-"}, `{"answers":{"nope":1}}`, 2,
			[]string{"nope", "modulo"}},
		{"no answers file", []string{"grade", "hashing", "--answers", missing}, "", 2, []string{"missing"}},
		{"answers not named", []string{"grade", "hashing"}, "", 2, []string{"answers"}},
		{"unknown assignment to grade", []string{"grade", "nope", "--answers", "-"}, `{}`, 2, []string{"nope"}},
		{"no answer at all", []string{"grade", "hashing", "--answers", "-"}, `{}`, 0, []string{"0 of"}},
		{"answer of the wrong type", []string{"grade", "hashing", "--answers", "-"}, `{"modulo":[1]}`, 0,
			[]string{"Form of the answer"}},
		{"a known wrong answer", []string{"grade", "hashing", "--answers", "-"}, `{"modulo":3000}`, 0,
			[]string{"widely quoted"}},
		{"check of a folder that is not there", []string{"check", "--course", missing}, "", 2, []string{"missing"}},
		{"version", []string{"version"}, "", 0, []string{"lab 1"}},
		{"help", []string{"--help"}, "", 0, []string{"sim", "grade", "check"}},
		{"unknown command", []string{"dance"}, "", 2, []string{"lab --help"}},
		{"unknown flag", []string{"check", "--dance"}, "", 2, []string{"dance"}},
		{"backup of nothing", []string{"backup", missing + "2", "--db", missing}, "", 2, []string{"missing"}},
		{"restore of nothing", []string{"restore", missing, "--db", missing + "3"}, "", 2, []string{"missing"}},
		{"a list of nobody", []string{"user", "list", "--db", missing}, "", 2, []string{"missing", "lab serve"}},
		{"a purge of nothing", []string{"purge", "--apply", "--db", missing}, "", 2, []string{"missing", "lab serve"}},
		{"a class in nothing", []string{"class", "create", "A", "--owner", "B", "--db", missing}, "", 2,
			[]string{"missing"}},
		{"an LMS in nothing", []string{"lti", "list", "--db", missing}, "", 2, []string{"missing"}},
		{"a record of nothing", []string{"audit", "--db", missing}, "", 2, []string{"missing"}},
		{"grading by no database", []string{"grade", "hashing", "--answers", "-", "--db", missing}, "{}", 2,
			[]string{"missing"}},
		{"a file called as the other database", []string{"user", "list", "--db", "postgres.missing"}, "", 2,
			[]string{"postgres.missing"}},
		{"health of no name", []string{"health", "--autocert", "--url", "https://%zz"}, "", 2, []string{"--url"}},
		{"health of no address", []string{"health", "--autocert"}, "", 2, []string{"--url"}},
		{"restore to PostgreSQL", []string{"restore", missing, "--db", "postgres://x"}, "", 2, []string{"pg_restore"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := lab(t, tt.stdin, tt.args...)
			if got.code != tt.code {
				t.Errorf("lab %s: exit %d, want %d\n%s%s", strings.Join(tt.args, " "), got.code, tt.code,
					got.out, got.err)
			}
			said := got.out
			if tt.code != 0 {
				said = got.err
				if !strings.Contains(got.err, "lab: ") {
					t.Errorf("lab %s: the message does not name the program: %s", strings.Join(tt.args, " "), got.err)
				}
			}
			for _, want := range tt.says {
				if !strings.Contains(said, want) {
					t.Errorf("lab %s: said %q, want it to name %q", strings.Join(tt.args, " "), said, want)
				}
			}
		})
	}
	if _, err := os.Stat(missing); err == nil {
		t.Error("a refused command made its missing file")
	}
}

// TestBinary repeats a few through the real program: its exit codes, and nothing but the answer on standard output.
func TestBinary(t *testing.T) {
	if got := labBinary(t, "", "sim", "hashing", "--nodes", "0"); got.code != 2 || got.out != "" ||
		!strings.Contains(got.err, "nodes goes from 1 to 200") {
		t.Errorf("sim hashing --nodes 0: %+v", got)
	}
	if got := labBinary(t, "", "version"); got.code != 0 || !strings.HasPrefix(got.out, "lab ") || got.err != "" {
		t.Errorf("version: %+v", got)
	}
	first, second := labBinary(t, "", "sim", "hashing", "--json"), labBinary(t, "", "sim", "hashing", "--json")
	if first.code != 0 || first.out != second.out || first.err != "" {
		t.Error("the same run gave other bytes in another process")
	}
}

func metric(t *testing.T, args ...string) map[string]float64 {
	t.Helper()
	got := lab(t, "", append([]string{"sim"}, append(args, "--json")...)...)
	var r struct {
		Sim, Version string
		Params       map[string]any
		Metrics      map[string]struct{ Value float64 }
		Checks       []struct {
			ID string
			OK bool
		}
		Figures []any
	}
	if err := json.Unmarshal([]byte(got.out), &r); err != nil || got.code != 0 || r.Sim != args[0] || r.Version == "" ||
		len(r.Params) == 0 || len(r.Figures) == 0 {
		t.Fatalf("lab sim %v: exit %d, %v\n%.300s%s", args, got.code, err, got.out, got.err)
	}
	out := map[string]float64{}
	for id, m := range r.Metrics {
		out[id] = m.Value
	}
	for _, c := range r.Checks {
		if !c.OK {
			t.Errorf("lab sim %v: check %s failed", args, c.ID)
		}
	}
	return out
}

// TestMustShow are the numbers the lab stands for. With K keys a share p has a standard error of √(p(1−p)/K); four of
// them leave one false alarm in 16,000 seeds.
func TestMustShow(t *testing.T) {
	const keys = 400_000
	near := func(algo string, want float64) {
		t.Helper()
		got := metric(t, "hashing", "--algo", algo, "--nodes", "4", "--op", "add", "--keys",
			fmt.Sprint(keys))["moved_pct"]
		p := want / 100
		if tolerance := 400 * math.Sqrt(p*(1-p)/keys); math.Abs(got-want) > tolerance {
			t.Errorf("%s moves %.3f %% of the keys, want %v ± %.3f", algo, got, want, tolerance)
		}
	}
	near("modulo", 80)
	near("jump", 20)
	near("rendezvous", 20)
	ring := metric(t, "hashing", "--algo", "ring", "--nodes", "4", "--op", "add", "--keys", fmt.Sprint(keys))
	if v, ok := ring["illegal_moves"]; !ok || v != 0 {
		t.Errorf("on a ring %v keys moved between old nodes, want 0", v)
	}
	if v := metric(t, "hashing", "--algo", "maglev", "--nodes", "4", "--op", "add", "--keys",
		fmt.Sprint(keys))["illegal_moves"]; v <= 0 {
		t.Errorf("maglev moved %v keys between old nodes; its table always moves some", v)
	}
}

func TestCSV(t *testing.T) {
	got := lab(t, "", "sim", "hashing", "--csv")
	rows, err := csv.NewReader(strings.NewReader(got.out)).ReadAll()
	if err != nil || len(rows) < 5 {
		t.Fatalf("CSV of %d rows: %v\n%.300s", len(rows), err, got.out)
	}
}

// TestSolutionGrades pipes the model answer of a variant into the grader.
func TestSolutionGrades(t *testing.T) {
	if underRace {
		t.Skip("skipped under the race detector: the sandbox's children do not start there")
	}
	for _, variant := range []string{"0", "1", "7"} {
		solution := lab(t, "", "exercise", "hashing", "--variant", variant, "--solution")
		if solution.code != 0 {
			t.Fatalf("variant %s: %s", variant, solution.err)
		}
		var v struct {
			Variant, Score, Max int
			Parts               []struct{ ID string }
		}
		got := lab(t, solution.out, "grade", "hashing", "--answers", "-", "--json")
		if err := json.Unmarshal([]byte(got.out), &v); err != nil || got.code != 0 ||
			fmt.Sprint(v.Variant) != variant || v.Score != v.Max || v.Max == 0 || len(v.Parts) == 0 {
			t.Errorf("variant %s: exit %d, %d of %d\n%s%s", variant, got.code, v.Score, v.Max, got.out, got.err)
		}
		if again := lab(t, solution.out, "grade", "hashing", "--answers", "-", "--json"); again.out != got.out {
			t.Errorf("variant %s: graded twice, two verdicts", variant)
		}
	}
	task := lab(t, "", "exercise", "hashing", "--json")
	if !json.Valid([]byte(task.out)) || strings.Contains(task.out, "3200") {
		t.Errorf("the task as JSON is not JSON or holds its key: %.300s", task.out)
	}
	file := filepath.Join(t.TempDir(), "answers.json")
	if err := os.WriteFile(file, []byte(`{"variant":0,"answers":{"modulo":3200}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := lab(t, "", "grade", "hashing", "--answers", file); got.code != 0 || !strings.Contains(got.out,
		"modulo  2/2") {
		t.Errorf("answers from a file: %+v", got)
	}
}

// TestCheckNamesMistakes makes three typing mistakes in a copy of the course; each is found with file, line and remedy.
func TestCheckNamesMistakes(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, content.Files); err != nil {
		t.Fatal(err)
	}
	const lesson = "lessons/06-hashing/lesson.md"
	type mistake struct{ old, new, message, remedy string }
	text, err := fs.ReadFile(content.Files, lesson)
	if err != nil {
		t.Fatal(err)
	}
	for _, mistakes := range [][]mistake{
		{{"(claim:s06-01)", "(claim:s06-0x)", "s06-0x", "s06-0"}}, // found before anything is run
		{{"sim: hashing", "sim: hashin", "hashin", "hashing"},
			{"knobs: {op: add, vnodes: 1000", "knobs: {op: add, vnode: 1000", "vnode", "vnodes"}},
	} {
		broken := string(text)
		for _, m := range mistakes {
			if !strings.Contains(broken, m.old) {
				t.Fatalf("the lesson no longer holds %q", m.old)
			}
			broken = strings.Replace(broken, m.old, m.new, 1)
		}
		if err := os.WriteFile(filepath.Join(dir, lesson), []byte(broken), 0o600); err != nil {
			t.Fatal(err)
		}
		got := lab(t, "", "check", "--course", dir)
		if n := strings.Count(got.out, ".md:") + strings.Count(got.out, ".yaml:"); got.code != 1 || n != len(mistakes) {
			t.Errorf("exit %d, %d mistakes found; want 1 and the %d made\n%s", got.code, n, len(mistakes), got.out)
		}
		for _, m := range mistakes {
			before, _, _ := strings.Cut(string(text), m.old)
			line, found := 1+strings.Count(before, "\n"), false
			for _, l := range strings.Split(got.out, "\n") {
				_, rest, _ := strings.Cut(l, ";")
				found = found || strings.Contains(l, fmt.Sprintf("lesson.md:%d:", line)) &&
					strings.Contains(l, m.message) && strings.Contains(rest, m.remedy)
			}
			if !found {
				t.Errorf("%q instead of %q: want lesson.md:%d with %q; remedy %q\n%s%s", m.new, m.old, line, m.message,
					m.remedy, got.out, got.err)
			}
		}
	}
}

func TestBackupAndRestore(t *testing.T) {
	dir := t.TempDir()
	db, copied := filepath.Join(dir, "lab.db"), filepath.Join(dir, "copy.db")
	p := serve(t, db)
	c := client(t)
	body(t, c, p.URL+"/me")
	post(t, c, p.URL+"/exercises/hashing/draft", map[string][]string{"variant": {"0"}, "version": {"0"},
		"p.modulo": {"4711 keys"}})
	if got := lab(t, "", "backup", copied, "--db", db); got.code != 0 || !strings.Contains(got.out, copied) {
		t.Fatalf("backup while the lab runs: %+v", got)
	}
	if got := lab(t, "", "backup", copied, "--db", db); got.code == 0 {
		t.Error("a backup overwrote the one before")
	}
	if got := lab(t, "", "restore", copied, "--db", db); got.code != 1 || !strings.Contains(got.err, "stop the lab") {
		t.Errorf("restore under a running lab: %+v", got)
	}
	post(t, c, p.URL+"/exercises/hashing/draft", map[string][]string{"variant": {"0"}, "version": {"1"},
		"p.modulo": {"later words"}})
	p.cmd.Process.Kill()
	p.cmd.Wait()
	if got := lab(t, "", "restore", copied, "--db", db); got.code != 0 {
		t.Fatalf("restore: %+v", got)
	}
	again := serve(t, db)
	if page := body(t, c, again.URL+"/exercises/hashing"); !strings.Contains(page, "4711 keys") ||
		strings.Contains(page, "later words") {
		t.Error("the restored lab does not hold what the backup held")
	}
	junk := filepath.Join(dir, "junk")
	if err := os.WriteFile(junk, []byte("not a database"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := lab(t, "", "restore", junk, "--db", filepath.Join(dir, "other.db")); got.code != 1 ||
		!strings.Contains(got.err, "not an intact database") {
		t.Errorf("restore of junk: %+v", got)
	}
}

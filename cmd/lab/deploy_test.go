package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// mostExposed is how exposed a unit may be by what systemd counts, from 0 to 10.
const mostExposed = 1.5

// TestUnits lets systemd read the units, where there is one, and holds the commands in them to flags that there are.
func TestUnits(t *testing.T) {
	folder := filepath.Join("..", "..", "deploy")
	units, err := filepath.Glob(filepath.Join(folder, "*.service"))
	if err != nil || len(units) < 2 {
		t.Fatalf("%v, %v", units, err)
	}
	timers, err := filepath.Glob(filepath.Join(folder, "*.timer"))
	if err != nil {
		t.Fatal(err)
	}
	copies := t.TempDir()
	analyze, missing := exec.LookPath("systemd-analyze")
	for _, unit := range append(units, timers...) {
		text, err := os.ReadFile(unit)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range regexp.MustCompile(`(?m)^ExecStart=/usr/local/bin/lab (.*)$`).FindAllStringSubmatch(
			string(text), -1) {
			args := strings.Fields(strings.ReplaceAll(found[1], "/etc/lab", folder))
			if c, err := settled(t, args...); err != nil || c.Config == "" {
				t.Errorf("%s: lab %s: %v", unit, found[1], err)
			}
		}
		to := filepath.Join(copies, filepath.Base(unit))
		text = []byte(strings.ReplaceAll(string(text), "/usr/local/bin/lab", "/bin/true"))
		if err := os.WriteFile(to, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if missing != nil {
		t.Skip("systemd-analyze is missing: the units are not read")
	}
	for _, unit := range append(units, timers...) {
		to := filepath.Join(copies, filepath.Base(unit))
		if out, err := exec.Command(analyze, "verify", to).CombinedOutput(); err != nil || len(out) > 0 {
			t.Errorf("systemd-analyze verify %s: %v\n%s", unit, err, out)
		}
		if filepath.Ext(unit) != ".service" {
			continue
		}
		out, err := exec.Command(analyze, "security", "--offline=true", "--no-pager", to).Output()
		level := regexp.MustCompile(`Overall exposure level for \S+: (\d+\.\d+)`).FindSubmatch(out)
		if level == nil { // an older systemd knows no units that are not loaded
			t.Logf("systemd-analyze security %s: %v", unit, err)
			continue
		}
		if exposed, err := strconv.ParseFloat(string(level[1]), 64); err != nil || exposed > mostExposed {
			t.Errorf("%s is exposed by %s, at most %v", unit, level[1], mostExposed)
		}
	}
}

// podmanLine is the command of the docs that starts a container.
func podmanLine(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "operations.md"))
	if err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`(?m)^podman run .*$`).FindString(string(text))
	if line == "" {
		t.Fatal("docs/operations.md starts no container")
	}
	return line
}

// healthCommand is the health check that the docs give a container: without a shell in the image it is a list of words,
// of which the first is the program.
func healthCommand(t *testing.T) (words []string) {
	t.Helper()
	found := regexp.MustCompile(`--health-cmd '([^']*)'`).FindStringSubmatch(podmanLine(t))
	if found == nil {
		t.Fatal("the container has no health check")
	}
	if err := json.Unmarshal([]byte(found[1]), &words); err != nil || len(words) < 2 || words[0] != "/lab" {
		t.Fatalf("%s is no list of words for an image without a shell: %v", found[1], err)
	}
	return words
}

// TestContainerOfTheDocs holds the health check in the docs to what the image has, and the folders that it may write to
// those that podman gives it: with --read-only it mounts /tmp by itself.
func TestContainerOfTheDocs(t *testing.T) {
	if _, err := settled(t, healthCommand(t)[1:]...); err != nil {
		t.Errorf("the health check: %v", err)
	}
	text, err := os.ReadFile(filepath.Join("..", "..", "deploy", "Containerfile"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), "\nFROM scratch\n") || !strings.Contains(string(text), `ENTRYPOINT ["/lab"]`) {
		t.Error("the image has another program")
	}
	if line := podmanLine(t); !strings.Contains(line, "--read-only ") || strings.Contains(line, "--tmpfs") {
		t.Errorf("%s", line)
	}
}

// TestCredentials lets systemd read the unit with the lines that the docs add to it, and the lab what they set.
func TestCredentials(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "operations.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, lines, _ := strings.Cut(string(text), "```ini\n[Service]\n")
	lines, _, _ = strings.Cut(lines, "```")
	settings, err := os.ReadFile(filepath.Join("..", "..", "deploy", "lab.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(lines, "\n") < 5 {
		t.Fatalf("the docs add %q", lines)
	}
	folder := t.TempDir()
	for line := range strings.Lines(lines) {
		if !strings.Contains(string(settings), "\n#   "+line) {
			t.Errorf("deploy/lab.yaml does not show %s", line)
		}
		if set, ok := strings.CutPrefix(strings.TrimSpace(line), "Environment="); ok {
			name, value, _ := strings.Cut(set, "=")
			t.Setenv(name, strings.ReplaceAll(value, "%d", folder))
		}
	}
	c, err := settled(t, "serve")
	if err != nil || c.Serve.DB != "postgres://lab@db.example.org/lab?passfile="+folder+"/pgpass" ||
		len(c.Serve.OIDC) != 1 || c.Serve.OIDC[0] != "school="+folder+"/school.yaml" {
		t.Errorf("%+v, %v", c.Serve, err)
	}
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd-analyze is missing: the lines are not read")
	}
	unit, err := os.ReadFile(filepath.Join("..", "..", "deploy", "lab.service"))
	if err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(folder, "lab.service")
	with := strings.Replace(strings.ReplaceAll(string(unit), "/usr/local/bin/lab", "/bin/true"), "[Service]\n",
		"[Service]\n"+lines, 1)
	if err := os.WriteFile(to, []byte(with), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(analyze, "verify", to).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
}

// TestSlowPagesAlert gives Prometheus, where there is one, pages that take long, and pages that do not.
func TestSlowPagesAlert(t *testing.T) {
	promtool, err := exec.LookPath("promtool")
	if err != nil {
		t.Skip("promtool is missing: the rules are not tried")
	}
	rules, err := filepath.Abs(filepath.Join("..", "..", "deploy", "alerts.yml"))
	if err != nil {
		t.Fatal(err)
	}
	trial := filepath.Join(t.TempDir(), "trial.yml")
	const instance = `instance="lab:8080",job="lab",route="/classes/:id"`
	text := "rule_files: [" + rules + "]\nevaluation_interval: 1m\ntests:\n"
	for _, c := range []struct{ fast, alert string }{{"0+100x40", "[]"}, {"0+90x40", `[{exp_labels: {severity: ticket,
          instance: "lab:8080"}, exp_annotations: {summary: "one of twenty pages of lab:8080 takes longer than 2 s",
          action: "See what else the machine does, and how many submissions wait: lab doctor."}}]`}} {
		text += "  - interval: 1m\n    input_series:\n"
		for _, b := range [][2]string{{"0.128", c.fast}, {"4.096", "0+100x40"}, {"+Inf", "0+100x40"}} {
			text += fmt.Sprintf("      - {series: 'lab_request_seconds_bucket{%s,le=%q}', values: '%s'}\n",
				instance, b[0], b[1])
		}
		text += "    alert_rule_test: [{eval_time: 30m, alertname: LabSlow, exp_alerts: " + c.alert + "}]\n"
	}
	if err := os.WriteFile(trial, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(promtool, "test", "rules", trial).CombinedOutput(); err != nil {
		t.Errorf("promtool: %v\n%s", err, out)
	}
}

// TestAlerts lets Prometheus read the rules, where there is one, and holds them to names that /metrics has.
func TestAlerts(t *testing.T) {
	rules := filepath.Join("..", "..", "deploy", "alerts.yml")
	text, err := os.ReadFile(rules)
	if err != nil {
		t.Fatal(err)
	}
	p := serve(t, filepath.Join(t.TempDir(), "lab.db"))
	c := client(t)
	body(t, c, p.URL+"/")
	metrics := body(t, c, p.URL+"/metrics")
	for _, name := range regexp.MustCompile(`\b(lab|process)_\w+`).FindAllString(string(text), -1) {
		if !strings.Contains(metrics, "\n"+name) {
			t.Errorf("/metrics has no %s", name)
		}
	}
	promtool, err := exec.LookPath("promtool")
	if err != nil {
		t.Skip("promtool is missing: the rules are not read")
	}
	if out, err := exec.Command(promtool, "check", "rules", rules).CombinedOutput(); err != nil {
		t.Errorf("promtool: %v\n%s", err, out)
	}
}

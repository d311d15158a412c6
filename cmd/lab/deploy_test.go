package main

import (
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

package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"golang.org/x/net/html"
)

// TestAdvisorByKeyboard is a newcomer's path from the questionnaire to a kept decision record with the keyboard alone:
// the messenger of lesson 1, typed field by field. Tab moves, letters choose, Enter sends.
func TestAdvisorByKeyboard(t *testing.T) {
	p := open(t, site(t))
	p.goTo("/advisor")
	p.focus("[name='p0.name']")
	for _, keys := range []string{
		"send message", kb.Tab, "append", kb.Tab, kb.Tab, "15000", kb.Tab, "50", kb.Tab, "400", kb.Tab, "one", kb.Tab,
		kb.Tab, // what is seldom said is folded
		"read conversation", kb.Tab, "read a range", kb.Tab, "30000", kb.Tab, kb.Tab, "50", kb.Tab, "400", kb.Tab,
		"may", kb.Tab,
	} {
		p.press(keys)
	}
	p.focus("[name='data_gb']")
	for _, keys := range []string{"40 TB", kb.Tab, "3600", kb.Tab, kb.Tab, "2"} {
		p.press(keys)
	}
	p.focus("[name='transactions']")
	for _, keys := range []string{"one", kb.Tab, "no ack", kb.Tab, "all"} {
		p.press(keys)
	}
	p.focus("[name='ops_team']")
	for _, keys := range []string{"a team", kb.Tab, "chat"} {
		p.press(keys)
	}
	// live, beside the form
	p.until("document.querySelector('#advice').innerText.includes('Wide-column')")
	p.press(kb.Enter)
	p.until("location.search.includes('name=chat')")
	p.until(q("#advice:not([aria-busy=true]) a.btn"))
	p.focus("#advice a.btn")
	// an answer that arrives now keeps the focus
	eval[any](p, "document.querySelector('form[data-live=advice]').requestSubmit()")
	p.until(q("#advice:not([aria-busy=true]) a.btn"))
	p.press(kb.Enter)
	p.until("location.pathname === '/advisor/advice'")
	if got := p.text("main"); !strings.Contains(got, "Decision record") || !strings.Contains(got, "Wide-column") {
		t.Errorf("the advice lacks the record or the verdict: %.300s", got)
	}
	p.focus("form[action='/advisor/save'] button")
	p.press(kb.Enter)
	p.until("location.pathname === '/me' && document.querySelector('#advices').innerText.includes('chat')")
}

// TestAdviseAPI takes JSON and YAML, and names what is wrong.
func TestAdviseAPI(t *testing.T) {
	g := site(t).guest(t)
	for _, body := range []string{`{"patterns":[{"op":"blob_get","reads_per_s":300}],"data_gb":1000}`,
		"patterns:\n- {op: blob_get, reads_per_s: 300}\ndata_gb: 1 TB"} {
		a := g.do("POST", "/api/v1/advise", body, map[string]string{"Content-Type": "application/json"})
		if a.Code != http.StatusOK || !json.Valid([]byte(a.Body)) || !strings.Contains(a.Body,
			`"family": "object-storage"`) {
			t.Errorf("%s: %d %.200s", body, a.Code, a.Body)
		}
	}
	for body, want := range map[string]string{`{"patterns":[]}`: "say at least one way",
		`{"patterns":[{"op":"append","writes_per_s":-1}]}`: "patterns[0].writes_per_s", "{": "neither JSON nor YAML"} {
		a := g.do("POST", "/api/v1/advise", body, nil)
		if a.Code != http.StatusBadRequest || !strings.Contains(a.Body, want) ||
			a.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s %.200s", body, a.Code, a.Header.Get("Content-Type"), a.Body)
		}
	}
	a := g.do("POST", "/api/v1/advise", strings.Repeat("x", 10<<20), nil)
	if a.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("10 MB: %d", a.Code)
	}
}

// TestNothingTypedIsLost follows a workload with every field from the questionnaire to the advice, the record, the
// JSON, the comparison and what is kept.
func TestNothingTypedIsLost(t *testing.T) {
	typed := url.Values{"p0.name": {"list"}, "p0.op": {"key_range_scan"}, "p0.reads_per_s": {"300"},
		"p0.writes_per_s": {"20"}, "p0.latency_ms_p99": {"50"}, "p0.consistency": {"session"}, "p0.item_bytes": {"400"},
		"p0.data_gb": {"7"}, "p0.retention_days": {"30"}, "p0.peak": {"3"}, "p0.staleness_s": {"5"},
		"p1.name": {"near"}, "p1.op": {"vector_similarity"}, "p1.reads_per_s": {"2"}, "p1.vectors.count": {"100000"},
		"p1.vectors.dims": {"768"}, "p1.vectors.recall": {"0.9"}, "p2.op": {"aggregate_scan"}, "p2.reads_per_s": {
			"0.1"},
		"p2.scan_gb": {"2"}, "name": {"all fields"}, "data_gb": {"40"}, "growth_gb_per_month": {"3"},
		"schema":       {"fixed"},
		"transactions": {"multi_record"}, "regions": {"Frankfurt (writes, residency); Ohio"}, "ops_team": {"medium"},
		"loss_tolerance": {"none"}, "retention_days": {"400"}, "hot_fraction": {"0.3"}, "key_cardinality": {"5000"},
		"skew": {"0.8"}, "batchable_writes": {"true"}, "conflict_rate": {"0.01"}, "budget_usd_month": {"100"},
		"cloud": {"aws"}, "managed": {"may"}, "availability": {"99.9"}, "rto_s": {"60"}, "unique_keys": {"true"},
		"tenants.count": {"40"}, "tenants.largest_pct": {"20"}, "current.stage": {"single"},
		"current.engine": {"PostgreSQL"}, "current.cpu_pct": {"80"}, "current.memory_pct": {"70"},
		"current.io_wait_pct": {"10"}, "current.latency_factor": {"2"}, "current.replica_lag_ms": {"100"},
		"current.monthly_cost_usd": {"900"}, "current.incidents": {"1"}}
	g := newLab(t).guest(t)
	page := parse(t, g.get("/advisor?"+typed.Encode()).Body)
	link := ""
	each(page, func(n *html.Node) {
		if to := attr(n, "href"); strings.HasPrefix(to, "/advisor/advice?") {
			link = strings.TrimPrefix(to, "/advisor/advice?")
		}
	})
	for name := range typed {
		if held := field(page, name); held != typed.Get(name) {
			t.Errorf("the field %s holds %q, typed was %q", name, held, typed.Get(name))
		}
	}
	kept, err := url.ParseQuery(link)
	if err != nil || link == "" {
		t.Fatalf("no link to the advice: %v", err)
	}
	for name := range typed {
		if kept.Get(name) != typed.Get(name) {
			t.Errorf("%s: typed %q, the link has %q", name, typed.Get(name), kept.Get(name))
		}
	}
	advice := g.get("/advisor/advice?" + link).Body
	for _, words := range []string{"Stores and sizes", "Do this week", "Urgency", "Taken as", "What does not fit"} {
		if !strings.Contains(advice, words) {
			t.Errorf("the advice lacks %q", words)
		}
	}
	var out struct {
		Workload struct {
			Regions []struct{ Name string }
			Current struct{ Engine string }
		}
		Design struct{ Stores []struct{ Product string } }
		Plan   struct{ Kind string }
	}
	if err := json.Unmarshal([]byte(g.get("/advisor/json?"+link).Body), &out); err != nil ||
		len(out.Workload.Regions) != 2 ||
		out.Workload.Current.Engine != "PostgreSQL" || len(out.Design.Stores) == 0 || out.Plan.Kind == "" {
		t.Errorf("the JSON holds %+v, %v", out, err)
	}
	if record := g.get("/advisor/record?" + link).Body; !strings.Contains(record, "Plan") {
		t.Error("the record lacks the plan")
	}
	both := g.get("/advisor/compare?" + url.Values{"a": {link}, "b": {"s4-1-chat"}}.Encode())
	if both.Code != http.StatusOK || !strings.Contains(both.Body, "all fields") || !strings.Contains(both.Body,
		"Messenger") {
		t.Errorf("the comparison: %d", both.Code)
	}
	wrong := g.get("/advisor/compare?a=p0.op%3Dnothing%26p0.name%3Dodd&b=s4-1-chat")
	form := g.get(wrong.Header.Get("Location"))
	if wrong.Code != http.StatusSeeOther || form.Code != http.StatusUnprocessableEntity ||
		field(parse(t, form.Body), "p0.name") != "odd" {
		t.Errorf("a comparison with a wrong workload: %d, then %d", wrong.Code, form.Code)
	}
	a, _ := g.follow("/advisor/save", url.Values{"workload": {link}})
	if !strings.Contains(a.Body, "current.engine=PostgreSQL") {
		t.Error("what is kept lost the present system")
	}
}

// TestPresets starts the questionnaire from a workload of a lesson and from that of each case study, which gets the
// answer that its page speaks of.
func TestPresets(t *testing.T) {
	l := site(t)
	g := l.guest(t)
	page := g.get("/advisor").Body
	want := map[string]string{"s4-1-chat": "wide-column"}
	for _, k := range l.Server.Course.Cases {
		want[k.Slug] = k.Advised
	}
	for id, family := range want {
		at := "/advisor?preset=" + id
		if !strings.Contains(page, `href="`+at+`"`) {
			t.Errorf("the questionnaire does not offer %s", at)
		}
		a := g.get(at)
		if a.Code != http.StatusSeeOther {
			t.Errorf("%s: %d", at, a.Code)
			continue
		}
		q := strings.TrimPrefix(a.Header.Get("Location"), "/advisor?")
		workload, err := url.ParseQuery(q)
		if err != nil || workload.Get("p0.op") == "" || workload.Get("name") == "" {
			t.Errorf("%s leads to %q", at, q)
		}
		var advice struct{ Primary struct{ Family string } }
		if err := json.Unmarshal([]byte(g.get("/advisor/json?"+q).Body), &advice); err != nil ||
			advice.Primary.Family != family {
			t.Errorf("%s: advised is %q, error %v, want %s", at, advice.Primary.Family, err, family)
		}
	}
	if a := g.get("/advisor?preset=nothing"); a.Code != http.StatusNotFound {
		t.Errorf("an unknown preset: %d", a.Code)
	}
}

// TestGlossaryOfTheCases finds the words of the case studies and their simulations, and the way from each to its case.
func TestGlossaryOfTheCases(t *testing.T) {
	g := site(t).guest(t)
	glossary := parse(t, g.get("/glossary").Body)
	for id, where := range map[string]string{"federated-learning": "/cases/hospital", "backfill": "/cases/bank",
		"recall": "/cases/recommender", "hnsw": "/lessons/indexes", "shadow-read": "/sims/migration",
		"bandit": "/sims/recommender?part=bandit", "usl": "/sims/journey"} {
		links := 0
		each(glossary, func(n *html.Node) {
			if attr(n, "id") != id {
				return
			}
			each(n, func(a *html.Node) {
				if attr(a, "href") == where {
					links++
				}
			})
		})
		if links == 0 {
			t.Errorf("the entry %s does not lead to %s", id, where)
		}
	}
	for _, q := range []string{"HNSW", "federated learning", "differential privacy", "secure aggregation", "backfill",
		"shadow read", "bandit", "zCDP", "strangler"} {
		if body := g.get("/search?q=" + url.QueryEscape(q)).Body; !strings.Contains(body, `href="/glossary#`) {
			t.Errorf("the search for %q finds no entry of the glossary", q)
		}
	}
}

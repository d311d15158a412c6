package web_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
)

// TestOpenAPIListsTheRoutes compares the document with the routes that the handler serves.
func TestOpenAPIListsTheRoutes(t *testing.T) {
	l := site(t)
	var doc struct {
		Paths map[string]map[string]json.RawMessage `json:"paths"`
	}
	if err := json.Unmarshal([]byte(l.guest(t).get("/api/v1/openapi.json").Body), &doc); err != nil {
		t.Fatal(err)
	}
	var documented []string
	for path, methods := range doc.Paths {
		for m := range methods {
			documented = append(documented, strings.ToUpper(m)+" "+path)
		}
	}
	e, ok := l.Handler.(*echo.Echo)
	if !ok {
		t.Fatalf("handler is a %T", l.Handler)
	}
	var served []string
	for _, r := range e.Routes() {
		operator := r.Path == "/healthz" || r.Path == "/readyz" || r.Path == "/metrics"
		if operator || strings.HasPrefix(r.Path, "/api/") && r.Method != echo.RouteNotFound {
			served = append(served, r.Method+" "+strings.ReplaceAll(r.Path, ":slug", "{slug}"))
		}
	}
	slices.Sort(documented)
	slices.Sort(served)
	if got, want := strings.Join(documented, "\n"), strings.Join(served, "\n"); got != want {
		t.Errorf("openapi.json lists\n%s\nserved are\n%s", got, want)
	}
}

// TestOpenAPIAnswers asks each GET of the document.
func TestOpenAPIAnswers(t *testing.T) {
	g := site(t).guest(t)
	for _, path := range []string{"/api/v1/sims", "/api/v1/sims/hashing", "/api/v1/exercises",
		"/api/v1/exercises/hashing", "/api/v1/claims"} {
		a := g.get(path)
		if a.Code != http.StatusOK || !json.Valid([]byte(a.Body)) {
			t.Errorf("%s: got %d, valid JSON %v", path, a.Code, json.Valid([]byte(a.Body)))
		}
	}
}

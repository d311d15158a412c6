// Package ltitest is an LMS for tests. It does what a tool meets in Moodle 4.5, quirks included, and can be made to
// send any bad message: see Message. It knows nothing of the tool but its addresses.
package ltitest

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"
)

// LMS is a platform with one course, on a port of its own. Set its fields before it gets a request.
type LMS struct {
	URL        string // also its issuer
	ClientID   string // of the tool
	Deployment string
	Tool       string // origin of the tool
	Now        func() time.Time
	// Keys gives the key set of the tool. Nil: it is read at Tool + /lti/jwks.
	Keys func() ([]byte, error)
	// Change, where set, changes each message that the authentication endpoint sends.
	Change func(*Message)
	// Before, where set, sees each request first and says whether it answered it.
	Before    func(http.ResponseWriter, *http.Request) bool
	NameLess  bool // gives no names and no addresses
	Pending   bool // the tool waits for its administrator
	PageSize  int  // members and line items at once where nobody asks for fewer; 0: all
	TokenLife int  // seconds; Moodle says 3600

	mu        sync.Mutex
	users     map[string]User
	order     []string        // of users
	links     map[string]Link // by id
	launches  map[string]launch
	tokens    map[string]string // scopes by token
	jtis      map[string]bool
	items     []*column
	requests  map[string]int // by method and path
	extraKeys []map[string]any
}

// User is a member of the course. Moodle gives roles of the roster as short words, those of a launch as URIs.
type User struct {
	ID, Name, Given, Family, Email string
	Role                           string // "Instructor" or "Learner"
	Suspended                      bool
}

// Link is an activity of the course that opens the tool.
type Link struct {
	ID, Title, Target string
	Custom            map[string]string
	column            *column
}

// keys are made once for all tests: making one takes long.
var keys = sync.OnceValue(func() (k [2]*rsa.PrivateKey) {
	for i := range k {
		var err error
		if k[i], err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
			panic(err)
		}
	}
	return k
})

// KeyID is the name of the key that signs messages.
const KeyID = "bb9cbb75bc8ed41d000c"

// OtherKey is a key that no LMS of this package publishes.
func OtherKey() *rsa.PrivateKey { return keys()[1] }

// Key signs the messages of the LMS.
func Key() *rsa.PrivateKey { return keys()[0] }

// Start starts an LMS that ends with the test. Its course has a teacher "3" and the learners "4" and "5".
func Start(tb testing.TB, tool string, now func() time.Time) *LMS {
	tb.Helper()
	l := &LMS{ClientID: "WfS1s6RcIEw6kUJ", Deployment: "1", Tool: tool, Now: now, TokenLife: 3600,
		users: map[string]User{}, links: map[string]Link{}, launches: map[string]launch{}, tokens: map[string]string{},
		jtis: map[string]bool{}, requests: map[string]int{}}
	l.AddUser(User{"3", "Tea Cher", "Tea", "Cher", "teach@example.org", "Instructor", false})
	l.AddUser(User{"4", "Ann Ólafsdóttir", "Ann", "Ólafsdóttir", "ann@example.org", "Learner", false})
	l.AddUser(User{"5", "Bob Many", "Bob", "Many", "bob@example.org", "Learner", false})
	server := httptest.NewServer(l.routes())
	tb.Cleanup(server.Close)
	l.URL = server.URL
	return l
}

// Addresses of the LMS, for registering it by hand.
func (l *LMS) AuthURL() string   { return l.URL + "/mod/lti/auth.php" }
func (l *LMS) TokenURL() string  { return l.URL + "/mod/lti/token.php" }
func (l *LMS) JWKSURL() string   { return l.URL + "/mod/lti/certs.php" }
func (l *LMS) ConfigURL() string { return l.URL + "/mod/lti/openid-configuration.php" }

func (l *LMS) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /mod/lti/certs.php", l.serveKeys)
	mux.HandleFunc("/mod/lti/auth.php", l.serveAuth)
	mux.HandleFunc("GET /mod/lti/view.php", l.serveView)
	mux.HandleFunc("POST /mod/lti/contentitem_return.php", l.serveReturn)
	mux.HandleFunc("POST /mod/lti/token.php", l.serveToken)
	mux.HandleFunc("GET /mod/lti/services.php/CourseSection/2/bindings/1/memberships", l.serveMembers)
	mux.HandleFunc("GET /mod/lti/services.php/2/lineitems", l.serveItems)
	mux.HandleFunc("POST /mod/lti/services.php/2/lineitems", l.serveNewItem)
	mux.HandleFunc("POST /mod/lti/services.php/2/lineitems/{item}/lineitem/scores", l.serveScore)
	mux.HandleFunc("GET /mod/lti/openid-configuration.php", l.serveConfiguration)
	mux.HandleFunc("POST /mod/lti/openid-registration.php", l.serveRegistration)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l.mu.Lock()
		l.requests[r.Method+" "+r.URL.Path]++
		l.mu.Unlock()
		if l.Before == nil || !l.Before(w, r) {
			mux.ServeHTTP(w, r)
		}
	})
}

// Requests counts the requests of a method for a path, as "GET /mod/lti/certs.php".
func (l *LMS) Requests(what string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.requests[what]
}

// AddUser enrols somebody, or changes somebody with that id.
func (l *LMS) AddUser(u User) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, known := l.users[u.ID]; !known {
		l.order = append(l.order, u.ID)
	}
	l.users[u.ID] = u
}

// AddLink puts an activity that opens target into the course, and gives its id.
func (l *LMS) AddLink(title, target string, custom map[string]string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	id := fmt.Sprint(len(l.links) + 1)
	l.links[id] = Link{ID: id, Title: title, Target: target, Custom: custom}
	return id
}

// Links are the activities of the course by id: those added, and those chosen by deep linking.
func (l *LMS) Links() map[string]Link {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := map[string]Link{}
	for id, link := range l.links {
		out[id] = link
	}
	return out
}

// AddKey puts one more key into the key set, as the members of its JWK.
func (l *LMS) AddKey(jwk map[string]any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.extraKeys = append(l.extraKeys, jwk)
}

func (l *LMS) serveKeys(w http.ResponseWriter, _ *http.Request) {
	l.mu.Lock()
	set := append([]map[string]any{JWK(&Key().PublicKey, KeyID)}, l.extraKeys...)
	l.mu.Unlock()
	answer(w, http.StatusOK, "application/json", map[string]any{"keys": set})
}

func answer(w http.ResponseWriter, status int, kind string, body any) {
	w.Header().Set("Content-Type", kind+"; charset=utf-8")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body)
}

// toolKeys reads the key set of the tool.
func (l *LMS) toolKeys() ([]byte, error) {
	if l.Keys != nil {
		return l.Keys()
	}
	resp, err := http.Get(l.Tool + "/lti/jwks")
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// formPage posts a form as soon as it is open. With script off a button does.
var formPage = template.Must(template.New("").Parse(`<!doctype html><html lang="en"><title>LMS</title>
{{if .Frame}}<iframe name="tool" title="tool" width="900" height="700"></iframe>{{end}}
<form id="f" method="post" action="{{.Action}}"{{if .Frame}} target="tool"{{end}}>
{{range $name, $values := .Form}}{{range $values}}<input type="hidden" name="{{$name}}" value="{{.}}">
{{end}}{{end}}<button>Open</button></form><script>document.getElementById("f").submit()</script></html>`))

func page(w http.ResponseWriter, action string, form url.Values, frame bool) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	formPage.Execute(w, struct {
		Action string
		Form   url.Values
		Frame  bool
	}{action, form, frame})
}

package lti_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tradeofflab/lti"
	"tradeofflab/lti/ltitest"
)

// TestRegister registers, waits for the administrator, and launches.
func TestRegister(t *testing.T) {
	r := newRig(t)
	r.store.platforms = nil
	got, err := r.tool.Register(t.Context(), r.lms.ConfigURL(), ltitest.RegistrationToken)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&lti.Registration{Platform: r.platform(), Deployment: "1", Product: "moodle"},
		got); diff != "" {
		t.Errorf("registration (-want +got):\n%s", diff)
	}
	r.store.platforms = []lti.Platform{got.Platform}
	if _, err := r.launch(r.lms.Begin("4", "1")); err == nil {
		t.Error("launched before the administrator let the tool in")
	}
	r.lms.Activate()
	if _, err := r.launch(r.lms.Begin("4", "1")); err != nil {
		t.Error(err)
	}
}

// TestRegistrationDocument looks at what we tell an LMS that knows more, and one that knows less.
func TestRegistrationDocument(t *testing.T) {
	const ags, nrps = "https://purl.imsglobal.org/spec/lti-ags/scope/",
		"https://purl.imsglobal.org/spec/lti-nrps/scope/"
	const tool = "https://purl.imsglobal.org/spec/lti-tool-configuration"
	full := map[string]any{
		"application_type": "web", "response_types": []any{"id_token"}, "grant_types": []any{"implicit",
			"client_credentials"},
		"initiate_login_uri": origin + "/lti/login", "redirect_uris": []any{origin + "/lti/launch"},
		"client_name": "Tradeoff Lab", "jwks_uri": origin + "/lti/jwks",
		"token_endpoint_auth_method": "private_key_jwt",
		"scope": ags + "lineitem " + ags + "score " + ags + "result.readonly " +
			nrps + "contextmembership.readonly",
		tool: map[string]any{
			"domain": "localhost:18091", "description": "Assignments on tradeoffs.",
			"target_link_uri": origin + "/lti/launch",
			"claims":          []any{"iss", "sub", "name", "given_name", "family_name", "email"},
			"messages": []any{
				map[string]any{"type": "LtiResourceLinkRequest", "target_link_uri": origin + "/lti/launch"},
				map[string]any{"type": "LtiDeepLinkingRequest", "target_link_uri": origin + "/lti/launch",
					"label": "Tradeoff Lab", "placements": []any{"ContentArea"}},
			},
		},
	}
	r := newRig(t)
	var sent map[string]any
	var asked []string
	change := func(map[string]any) {}
	r.lms.Before = func(w http.ResponseWriter, q *http.Request) bool {
		asked = append(asked, q.Header.Get("Authorization"))
		if q.Method == http.MethodGet {
			c := r.lms.Configuration()
			change(c)
			json.NewEncoder(w).Encode(c)
			return true
		}
		sent = nil
		json.NewDecoder(q.Body).Decode(&sent)
		w.Write([]byte(`{"client_id":"5","deployment_id":7}`))
		return true
	}
	got, err := r.tool.Register(t.Context(), r.lms.ConfigURL(), "secret")
	if err != nil || got.Deployment != "7" || got.Platform.ClientID != "5" {
		t.Fatalf("Register = %+v, %v", got, err)
	}
	if diff := cmp.Diff(full, sent); diff != "" {
		t.Errorf("document (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"Bearer secret", "Bearer secret"}, asked); diff != "" {
		t.Errorf("token in both requests (-want +got):\n%s", diff)
	}
	change = func(c map[string]any) {
		c["scopes_supported"] = []string{ags + "score", "openid"}
		c["authorization_server"] = "tokens.example"
		delete(c, "id_token_signing_alg_values_supported")
		delete(c, "https://purl.imsglobal.org/spec/lti-platform-configuration")
	}
	asked = nil
	got, err = r.tool.Register(t.Context(), r.lms.ConfigURL(), "not\na token")
	if err != nil || got.Platform.TokenAudience != "tokens.example" || got.Product != "" {
		t.Errorf("Register = %+v, %v", got, err)
	}
	messages := sent[tool].(map[string]any)["messages"].([]any)
	if sent["scope"] != ags+"score" || messages[1].(map[string]any)["placements"] != nil {
		t.Errorf("document for an LMS that knows less: %v", sent)
	}
	if diff := cmp.Diff([]string{"", ""}, asked); diff != "" {
		t.Errorf("without a token (-want +got):\n%s", diff)
	}
	change = func(c map[string]any) {
		delete(c, "scopes_supported")
		c["issuer"] = strings.Replace(r.lms.URL, "http://", "https://", 1) // the host is the same
	}
	got, err = r.tool.Register(t.Context(), r.lms.ConfigURL(), "")
	if err != nil || sent["scope"] != full["scope"] || !strings.HasPrefix(got.Platform.Issuer, "https://") {
		t.Errorf("Register = %+v, %v with %v", got, err, sent["scope"])
	}
}

func TestBadRegistrations(t *testing.T) {
	serve := func(status int, body string) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) {
			w.WriteHeader(status)
			w.Write([]byte(body))
		}
	}
	const again = "Begin the registration anew in the LMS."
	const noID = "The LMS at lms.example answered our registration without a client id that we can use. Look there " +
		"whether this tool is listed, delete it and begin anew."
	for _, tt := range []struct {
		name   string
		at     string
		config func(map[string]any)
		get    func(http.ResponseWriter)
		post   func(http.ResponseWriter)
		code   lti.Code
		says   string
	}{
		{name: "address of no kind", at: "file:///etc/passwd", code: lti.BadAddress, says: "The LMS gives " +
			"“file:///etc/passwd” as the address of its configuration, which cannot be used. It begins with https:// " +
			"or http:// and holds no name or password."},
		{name: "no address", at: " ", code: lti.BadAddress, says: "The LMS gives “” as the address of its " +
			"configuration, which cannot be used. It begins with https:// or http:// and holds no name or password."},
		{name: "configuration not found", get: serve(404, ""), code: lti.Unreachable, says: "We cannot read the " +
			"configuration of the LMS at lms.example: it answers with status 404. " + again},
		{name: "configuration elsewhere", get: func(w http.ResponseWriter) {
			w.Header().Set("Location", "http://localhost:1/")
			w.WriteHeader(http.StatusFound)
		}, code: lti.Unreachable, says: "We cannot read the configuration of the LMS at lms.example: it sends us on " +
			"to another host. " + again},
		{name: "configuration without end", get: serve(200, strings.Repeat(" ", 256<<10+1)), code: lti.Unreachable,
			says: "We cannot read the configuration of the LMS at lms.example: its answer is too long. " + again},
		{name: "configuration in HTML", get: serve(200, "<html>"), code: lti.BadConfiguration, says: "lms.example " +
			"sends no configuration of an LMS. Take the registration link to the page of the LMS where its tools are " +
			"managed."},
		{name: "issuer missing", config: func(c map[string]any) { delete(c, "issuer") }, code: lti.BadConfiguration,
			says: "lms.example sends no configuration of an LMS. Take the registration link to the page of the LMS " +
				"where its tools are managed."},
		{name: "issuer at another host", config: func(c map[string]any) { c["issuer"] = "https://canvas.example" },
			code: lti.IssuerMismatch, says: "The configuration at lms.example is that of another LMS, " +
				"“https://canvas.example”. The administrator of the LMS sets its own address right, or the operator " +
				"of this lab types the LMS in by hand."},
		{name: "no key set", config: func(c map[string]any) { c["jwks_uri"] = "" }, code: lti.BadConfiguration,
			says: "The configuration of the LMS at lms.example gives no usable jwks_uri: it begins with https:// or " +
				"http://. Tell the administrator of the LMS."},
		{name: "no registration", config: func(c map[string]any) { delete(c, "registration_endpoint") },
			code: lti.BadConfiguration, says: "The configuration of the LMS at lms.example gives no usable " +
				"registration_endpoint: it begins with https:// or http://. Tell the administrator of the LMS."},
		{name: "other algorithm", config: func(c map[string]any) {
			c["id_token_signing_alg_values_supported"] = []string{"ES256"}
		}, code: lti.BadConfiguration, says: "The LMS at lms.example does not sign with RS256, and we trust no other " +
			"algorithm. Tell the administrator of the LMS."},
		{name: "token used up", post: serve(401, "token_already_used"), code: lti.NotRegistered, says: "The LMS at " +
			"lms.example did not register this lab: it answers with status 401. A registration link works once, so " +
			"begin anew in the LMS."},
		{name: "document refused", post: serve(400, `{"error":"invalid_redirect_uri"}`), code: lti.NotRegistered,
			says: "The LMS at lms.example did not register this lab: it answers with status 400, " +
				"invalid_redirect_uri. A registration link works once, so begin anew in the LMS."},
		{name: "registration moved", post: func(w http.ResponseWriter) {
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(http.StatusTemporaryRedirect)
		}, code: lti.NotRegistered, says: "The LMS at lms.example did not register this lab: it answers with status " +
			"307. A registration link works once, so begin anew in the LMS."},
		{name: "no client id", post: serve(200, `{"client_name":"x"}`), code: lti.NotRegistered, says: noID},
		{name: "answer in HTML", post: serve(200, "<html>"), code: lti.NotRegistered, says: noID},
		{name: "long client id", post: serve(200, `{"client_id":"`+strings.Repeat("x", 256)+`"}`),
			code: lti.NotRegistered, says: noID},
		{name: "answer lost", post: func(http.ResponseWriter) { panic(http.ErrAbortHandler) }, code: lti.Unreachable,
			says: "We cannot read the answer to our registration of the LMS at lms.example: the connection broke. " +
				"" + again},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRig(t)
			r.lms.Before = func(w http.ResponseWriter, q *http.Request) bool {
				switch {
				case q.Method == http.MethodPost && tt.post != nil:
					tt.post(w)
				case q.Method == http.MethodGet && tt.get != nil:
					tt.get(w)
				case q.Method == http.MethodGet && tt.config != nil:
					c := r.lms.Configuration()
					tt.config(c)
					json.NewEncoder(w).Encode(c)
				default:
					return false
				}
				return true
			}
			at := r.lms.ConfigURL()
			if tt.at != "" {
				at = tt.at
			}
			got, err := r.tool.Register(t.Context(), at, "very-secret-token")
			if got != nil {
				t.Errorf("registered %+v", got)
			}
			if code, says := r.said(err); code != tt.code || says != tt.says {
				t.Errorf("%s, %q;\nwant %s, %q", code, says, tt.code, tt.says)
			}
			if strings.Contains(err.Error(), "very-secret") {
				t.Error("the sentence repeats the token")
			}
		})
	}
}

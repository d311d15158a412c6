package ltitest

import (
	"encoding/json"
	"net/http"
	"strings"
)

// RegistrationToken lets a tool register once.
const RegistrationToken = "registration-token"

const claimTool = "https://purl.imsglobal.org/spec/lti-tool-configuration"

// Configuration is the OpenID configuration of the LMS.
func (l *LMS) Configuration() map[string]any {
	return map[string]any{
		"issuer":                                l.URL,
		"authorization_endpoint":                l.AuthURL(),
		"token_endpoint":                        l.TokenURL(),
		"jwks_uri":                              l.JWKSURL(),
		"registration_endpoint":                 l.URL + "/mod/lti/openid-registration.php",
		"token_endpoint_auth_methods_supported": []string{"private_key_jwt"},
		"token_endpoint_auth_signing_alg_values_supported": []string{"RS256"},
		"id_token_signing_alg_values_supported":            []string{"RS256"},
		"response_types_supported":                         []string{"id_token"},
		"subject_types_supported":                          []string{"public", "pairwise"},
		"scopes_supported":                                 append(strings.Fields(scopes), "openid"),
		"https://purl.imsglobal.org/spec/lti-platform-configuration": map[string]any{
			"product_family_code": "moodle",
			"version":             "4.5.6 (Build: 20250811)",
			"messages_supported": []any{map[string]any{"type": "LtiResourceLinkRequest"},
				map[string]any{"type": "LtiDeepLinkingRequest", "placements": []string{"ContentArea"}}},
		},
	}
}

func (l *LMS) serveConfiguration(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, "application/json", l.Configuration())
}

// serveRegistration registers the tool, which then waits for an administrator.
func (l *LMS) serveRegistration(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "Bearer "+RegistrationToken {
		http.Error(w, "missing_registration_token", http.StatusUnauthorized)
		return
	}
	var d map[string]any
	json.NewDecoder(r.Body).Decode(&d)
	tool, _ := d[claimTool].(map[string]any)
	for _, need := range []string{"response_types", "initiate_login_uri", "redirect_uris", "client_name", "jwks_uri",
		claimTool} {
		if d[need] == nil {
			http.Error(w, "missing required attribute "+need, http.StatusBadRequest)
			return
		}
	}
	if d["token_endpoint_auth_method"] != "private_key_jwt" || tool["domain"] == "" || tool["target_link_uri"] == "" {
		http.Error(w, "invalid_token_endpoint_auth_method", http.StatusBadRequest)
		return
	}
	l.mu.Lock()
	l.Pending = true
	l.mu.Unlock()
	d["client_id"], tool["deployment_id"] = l.ClientID, l.Deployment
	answer(w, http.StatusOK, "application/json", d)
}

// Activate is the administrator who lets the tool in.
func (l *LMS) Activate() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.Pending = false
}

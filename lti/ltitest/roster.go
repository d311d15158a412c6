package ltitest

import (
	"fmt"
	"net/http"
)

// serveMembers gives the roster. Suspended members are simply absent.
func (l *LMS) serveMembers(w http.ResponseWriter, r *http.Request) {
	const kind = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.may(w, r, "/contextmembership.readonly") {
		return
	}
	if r.Header.Get("Accept") != kind {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	all := []any{}
	for _, id := range l.order {
		u := l.users[id]
		if u.Suspended {
			continue
		}
		m := map[string]any{"status": "Active", "roles": []string{u.Role}, "user_id": u.ID, "lis_person_sourcedid": ""}
		if !l.NameLess {
			m["name"], m["given_name"], m["family_name"], m["email"] = u.Name, u.Given, u.Family, u.Email
		}
		all = append(all, m)
	}
	from, to, next := l.cut(r, len(all))
	if next != "" {
		w.Header().Set("Link", fmt.Sprintf(`<%s>; rel="next"`, next))
	}
	answer(w, http.StatusOK, kind, map[string]any{"id": l.URL + r.URL.Path,
		"context": map[string]string{"id": "2", "label": "ST101", "title": "Storage 101"}, "members": all[from:to]})
}

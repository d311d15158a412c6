package lti

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"
)

// Member is a person in the roster of a course. An LMS may leave suspended members out, or list them as not active.
type Member struct {
	Person
	Active bool
}

const (
	kindRoster = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
	pageSize   = "100" // members that we ask for at once; an LMS may send more or less
)

// Roster reads all members of a course from Launch.RosterURL (nrps 2.4). Complete is true when the last page was
// reached: only then does a person who is missing not belong to the course. Otherwise the error, a *Reply unless it is
// ours, says why, and the members are those of the pages that were read.
func (t *Tool) Roster(ctx context.Context, a Access, address string) (members []Member, complete bool, err error) {
	if u, err := url.Parse(address); err == nil && !u.Query().Has("limit") {
		address = withParameter(address, "limit", pageSize)
	}
	seen := map[string]bool{}
	err = t.pages(ctx, a, scopeRoster, kindRoster, address, func(body []byte) (bool, error) {
		page, err := parseMembers(body)
		for _, m := range page {
			if !seen[m.Subject] {
				seen[m.Subject] = true
				members = append(members, m)
			}
		}
		return true, err
	})
	return members, err == nil, err
}

// parseMembers reads one page. Who has no usable user_id is left out: nothing could be kept of such a person.
func parseMembers(body []byte) ([]Member, error) {
	var page struct {
		Members []struct {
			Status loose     `json:"status"`
			ID     loose     `json:"user_id"`
			Roles  looseList `json:"roles"`
			Name   loose     `json:"name"`
			Given  loose     `json:"given_name"`
			Family loose     `json:"family_name"`
			Email  loose     `json:"email"`
		} `json:"members"`
	}
	if err := json.Unmarshal(body, &page); err != nil || page.Members == nil {
		return nil, errNoPage
	}
	var out []Member
	for _, m := range page.Members {
		if !identifier(string(m.ID)) {
			continue
		}
		p := Person{Subject: string(m.ID), Role: reduce(m.Roles), Name: clip(string(m.Name), maxName),
			Given: clip(string(m.Given), maxName), Family: clip(string(m.Family), maxName),
			Email: clip(string(m.Email), maxName)}
		// A member without a status is active (nrps 2.3).
		out = append(out, Member{p.named(), m.Status == "" || strings.EqualFold(string(m.Status), "Active")})
	}
	return out, nil
}

package lti

import (
	"slices"
	"strings"
)

// Role is what somebody is in a course, from the least to the most that it may do.
type Role int

// A course role of the LMS becomes the nearest of these (core A.2.3).
const (
	NoRole    Role = iota // mentors, observers, members, and who has a role outside the course alone
	Learner               // has work of its own
	Assistant             // Instructor#TeachingAssistant and its kin, Instructor#Grader
	Staff                 // Instructor, ContentDeveloper, Administrator of the course
)

const (
	courseRoles = "http://purl.imsglobal.org/vocab/lis/v2/membership"
	testUser    = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"
)

// reduce picks one role from those that an LMS lists. Roles in the system or the institution give no power here: who
// runs an LMS is not thereby a teacher of the course. An LMS that names the sub-role of an assistant is asked to add
// Instructor too (core A.2.3.1), so beside that sub-role Instructor alone means nothing more.
func reduce(roles []string) Role {
	best := NoRole
	assists := slices.ContainsFunc(roles, func(r string) bool { return roleOf(r, false) == Assistant })
	for _, r := range roles {
		best = max(best, roleOf(r, assists))
	}
	return best
}

func roleOf(role string, assists bool) Role {
	principal, sub := courseRole(role)
	switch principal {
	case "Administrator", "ContentDeveloper":
		return Staff
	case "Instructor":
		if strings.HasPrefix(sub, "TeachingAssistant") || sub == "Grader" || sub == "" && assists {
			return Assistant
		}
		return Staff
	case "TeachingAssistant":
		return Assistant
	case "Learner": // Learner#Instructor too is a kind of learner
		return Learner
	}
	return NoRole
}

// courseRole splits a role in a course, as a URI or as the short word that means the same (core A.2.3).
func courseRole(role string) (principal, sub string) {
	if rest, ok := strings.CutPrefix(role, courseRoles); ok {
		if principal, ok := strings.CutPrefix(rest, "#"); ok {
			return principal, ""
		}
		if principal, sub, ok := strings.Cut(rest, "#"); ok && strings.HasPrefix(principal, "/") {
			return principal[1:], sub
		}
		return "", ""
	}
	if strings.ContainsAny(role, ":/#") {
		return "", ""
	}
	return role, ""
}

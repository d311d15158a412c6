package lti

import "testing"

func TestReduce(t *testing.T) {
	const m = courseRoles
	for _, tt := range []struct {
		roles []string
		want  Role
	}{
		{nil, NoRole},
		{[]string{m + "#Learner"}, Learner},
		{[]string{m + "#Instructor"}, Staff},
		{[]string{m + "#ContentDeveloper"}, Staff},
		{[]string{m + "#Administrator"}, Staff},
		{[]string{m + "#Mentor"}, NoRole},
		{[]string{m + "#Member"}, NoRole},
		{[]string{"Learner"}, Learner}, {[]string{"Instructor"}, Staff}, {[]string{"TeachingAssistant"}, Assistant},
		{[]string{m + "#TeachingAssistant"}, Assistant},
		{[]string{m + "/Instructor#TeachingAssistant"}, Assistant},
		{[]string{m + "/Instructor#TeachingAssistantSection", m + "#Instructor"}, Assistant},
		{[]string{m + "#Instructor", m + "/Instructor#Grader"}, Assistant},
		{[]string{m + "/Instructor#TeachingAssistant", m + "/Instructor#PrimaryInstructor", m + "#Instructor"}, Staff},
		{[]string{m + "/Instructor#TeachingAssistant", m + "#ContentDeveloper"}, Staff},
		{[]string{m + "/Instructor#Lecturer"}, Staff},
		{[]string{m + "/Learner#Instructor"}, Learner},
		{[]string{m + "/Learner#GuestLearner"}, Learner},
		{[]string{m + "#Learner", m + "#Instructor"}, Staff},
		{[]string{"http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator"}, NoRole},
		{[]string{"http://purl.imsglobal.org/vocab/lis/v2/system/person#SysAdmin", m + "#Learner"}, Learner},
		{[]string{"http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor"}, NoRole},
		{[]string{"http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator"}, NoRole},
		{[]string{"http://purl.imsglobal.org/vocab/lis/v2/person#Administrator"}, NoRole},
		{[]string{"urn:lti:sysrole:ims/lis/Administrator", "urn:lti:instrole:ims/lis/Instructor"}, NoRole},
		{[]string{m, m + "Instructor", m + "s#Instructor", m + "/Instructor", "x#Instructor", "", "instructor"},
			NoRole},
	} {
		if got := reduce(tt.roles); got != tt.want {
			t.Errorf("reduce(%q) = %d, want %d", tt.roles, got, tt.want)
		}
	}
}

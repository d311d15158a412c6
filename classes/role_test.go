package classes

import (
	"slices"
	"testing"
)

// TestMay is the table of the roles once more, written out by hand from what each role is there for: a slip of one line
// would show a class to somebody who must not see it.
func TestMay(t *testing.T) {
	for _, tt := range []struct {
		role Role
		act  Act
		want Reach
	}{
		{Owner, ToAttend, OwnWork},
		{Owner, ToSee, Everyone},
		{Owner, ToMark, Everyone},
		{Owner, ToManage, Everyone},
		{Owner, ToGovern, Everyone},

		{Teacher, ToAttend, OwnWork},
		{Teacher, ToSee, Everyone},
		{Teacher, ToMark, Everyone},
		{Teacher, ToManage, Everyone},
		{Teacher, ToGovern, None},

		{Assistant, ToAttend, OwnWork},
		{Assistant, ToSee, OwnGroup},
		{Assistant, ToMark, OwnGroup},
		{Assistant, ToManage, None},
		{Assistant, ToTake, None},
		{Assistant, ToGovern, None},

		{Learner, ToAttend, OwnWork},
		{Learner, ToSee, None},
		{Learner, ToMark, None},
		{Learner, ToManage, None},
		{Learner, ToGovern, None},

		{Observer, ToAttend, None},
		{Observer, ToSee, Numbers},
		{Observer, ToMark, None},
		{Observer, ToManage, None},
		{Observer, ToGovern, None},

		// What is not in the table may nothing: a row of the database can hold any text.
		{"", ToAttend, None},
		{"", ToGovern, None},
		{"Owner", ToGovern, None},
		{"owner ", ToGovern, None},
		{"operator", ToSee, None},
		{Visitor, ToSee, Everyone},
		{Visitor, ToGovern, Everyone},
		{Visitor, ToMark, None},
		{"operator", ToGovern, None},
		{Owner, "", None},
		{Owner, "Govern", None},
		{Owner, "erase", None},
	} {
		if got := May(tt.role, tt.act); got != tt.want {
			t.Errorf("May(%q, %q) = %d, want %d", tt.role, tt.act, got, tt.want)
		}
	}
}

func TestRoles(t *testing.T) {
	want := []Role{Owner, Teacher, Assistant, Learner, Observer}
	if !slices.Equal(Roles, want) {
		t.Errorf("Roles = %v, want %v", Roles, want)
	}
	for role, staff := range map[Role]bool{Owner: true, Teacher: true, Assistant: true, Learner: false, Observer: false,
		"": false, "operator": false} {
		if got := role.Staff(); got != staff {
			t.Errorf("Role(%q).Staff() = %v, want %v", role, got, staff)
		}
	}
}

// Handlers compare reaches with "at least": the order is a promise.
func TestReachesRise(t *testing.T) {
	if !slices.IsSorted([]Reach{None, OwnWork, Numbers, OwnGroup, Everyone}) || None != 0 {
		t.Errorf("reaches are %d, %d, %d, %d, %d; want them to rise from 0", None, OwnWork, Numbers, OwnGroup, Everyone)
	}
}

// TestTrustFalls holds the table to its order: of the roles that take part in the work, none may do more than one that
// is trusted more.
func TestTrustFalls(t *testing.T) {
	for _, act := range []Act{ToAttend, ToSee, ToMark, ToManage, ToTake, ToGovern} {
		for i, role := range Roles[1:4] {
			if above := Roles[i]; May(role, act) > May(above, act) {
				t.Errorf("%s may do more than %s: %q reaches %d, not at most %d", role, above, act, May(role, act),
					May(above, act))
			}
		}
	}
}

// TestArchiveIsReadOnly: in an archive nobody may more than before, and nobody may change work, dates or people.
func TestArchiveIsReadOnly(t *testing.T) {
	for _, role := range append(slices.Clone(Roles), Visitor) {
		for _, act := range []Act{ToAttend, ToSee, ToMark, ToManage, ToTake, ToGovern, ""} {
			got, changes := MayStill(role, act), act == ToMark || act == ToManage
			if changes && got != None || !changes && got != May(role, act) {
				t.Errorf("MayStill(%q, %q) = %d, May gives %d", role, act, got, May(role, act))
			}
		}
	}
}

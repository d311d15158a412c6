// Package classes holds the rules of a class as pure functions: who may do what, when work is due and what it then
// counts, what a cell of the gradebook shows and why, the draws of a class, how its assignments go and who may be
// stuck. It takes the time as an argument and knows neither a database nor the web.
package classes

// Role is what a person is in one class.
type Role string

// The roles. A class keeps at least one owner.
const (
	Owner     Role = "owner"
	Teacher   Role = "teacher"
	Assistant Role = "assistant"
	Learner   Role = "learner"
	Observer  Role = "observer"

	// Visitor is an operator who entered a class with a reason: to help its staff and to let others in, not to give
	// points. Nobody can be enrolled as one.
	Visitor Role = "visiting operator"
)

// Roles lists those that somebody can be enrolled in, the most trusted first.
var Roles = []Role{Owner, Teacher, Assistant, Learner, Observer}

// Act is what somebody wants to do in a class.
type Act string

// The acts.
const (
	ToAttend Act = "attend" // do assignments, and see one's own
	ToSee    Act = "see"    // see the roster, cells and their reasons
	ToMark   Act = "mark"   // extend a deadline, set points by hand
	ToManage Act = "manage" // assignments, roster, the code to join, results
	ToTake   Act = "take"   // take the gradebook away as a file, read the record
	ToGovern Act = "govern" // staff, settings of the class, its end
)

// Reach is how far somebody may go with an act.
type Reach int

// The reaches. Each holds what stands before it, but None.
const (
	None     Reach = iota
	OwnWork        // what one has done oneself
	Numbers        // without names
	OwnGroup       // learners of one's own group
	Everyone
)

// reaches is the table of who may do what.
var reaches = map[Role]map[Act]Reach{
	Owner: {ToAttend: OwnWork, ToSee: Everyone, ToMark: Everyone, ToManage: Everyone, ToTake: Everyone,
		ToGovern: Everyone},
	Teacher: {ToAttend: OwnWork, ToSee: Everyone, ToMark: Everyone, ToManage: Everyone,
		ToTake: Everyone},
	Assistant: {ToAttend: OwnWork, ToSee: OwnGroup, ToMark: OwnGroup},
	Learner:   {ToAttend: OwnWork},
	Observer:  {ToSee: Numbers},
	Visitor:   {ToAttend: OwnWork, ToSee: Everyone, ToManage: Everyone, ToTake: Everyone, ToGovern: Everyone},
}

// May says how far a role may go with an act; None for what it may not do, and for a role that does not exist.
func May(role Role, act Act) Reach { return reaches[role][act] }

// MayStill is May in an archive, of which nothing changes: it can be read and taken away, opened again and erased.
func MayStill(role Role, act Act) Reach {
	if act == ToMark || act == ToManage {
		return None
	}
	return May(role, act)
}

// Staff says whether the role sees the work of others with their names.
func (r Role) Staff() bool { return May(r, ToSee) >= OwnGroup }

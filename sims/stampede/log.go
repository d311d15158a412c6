package stampede

import "fmt"

// entry is one line of the story with the state after it.
type entry struct {
	at      int64
	text    string
	client  int32 // −1 for none
	what    string
	open    int
	waiting int
	holder  int64 // token of the lock that is held, 0 for none
	fresh   bool
}

// given is an answer to a read: when it has the value.
type given struct {
	request int32
	at      int64
}

// told is how many lines a story has at most.
const told = 40

// toldAll says whether the run is there for its story only, and the story is full.
func (e *engine) toldAll() bool { return e.log != nil && len(*e.log) >= told }

func (e *engine) write(client int32, what, text string) {
	if e.log == nil || len(*e.log) >= told {
		return
	}
	held := int64(0)
	if e.p.locked() && e.now < e.lockEnd {
		held = e.token
	}
	*e.log = append(*e.log, entry{at: e.now, text: text, client: client, what: what, open: e.open,
		waiting: e.unanswered, holder: held, fresh: e.now < e.expires})
}

// give takes note of an answer where the run is told.
func (e *engine) give(r int32, at int64) {
	if e.log != nil && !e.toldAll() {
		e.answered = append(e.answered, given{r, at})
	}
}

func (e *engine) tell(r int32, what string) {
	if e.log != nil {
		e.write(r, what, fmt.Sprintf("client %d %s", r+1, what))
	}
}

func (e *engine) tellRebuild(id int32) {
	if e.log == nil {
		return
	}
	b := e.rebuilds.at(id)
	who := "a background task"
	if b.request >= 0 {
		who = fmt.Sprintf("client %d", b.request+1)
	}
	how := "starts a query"
	if e.p.locked() {
		how = fmt.Sprintf("takes lock %d and starts a query", b.token)
	}
	if e.now < e.expires {
		how += " before expiry"
	}
	e.write(b.request, "query", who+" "+how)
}

func (e *engine) tellStored(id int32) {
	if e.log == nil {
		return
	}
	text := fmt.Sprintf("query %d ends and its value is stored", id+1)
	if e.p.fenced() && e.rebuilds.at(id).token < e.highest {
		text = fmt.Sprintf("query %d ends and its value is refused, its token is old", id+1)
	}
	e.write(e.rebuilds.at(id).request, "stored", text)
}

func (e *engine) tellDeath(id int32) {
	if e.log != nil {
		e.write(e.rebuilds.at(id).request, "dies", fmt.Sprintf("the process of query %d dies", id+1))
	}
}

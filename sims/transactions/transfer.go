package transactions

import (
	"math/rand/v2"
	"slices"

	"tradeofflab/sims/model"
)

// state is what the coordinator, or a saga, knows of a transfer.
type state uint8

const (
	voting       state = iota // and every local transaction, step or delivery that is under way
	deciding                  // all votes are yes, the log is being forced
	decidedYes                // committed; shards may still have to hear it
	decidedNo                 // aborted
	forgotten                 // the coordinator died before it decided
	compensating              // a saga takes its steps back
)

// stage is what a shard knows of its part of a transfer.
type stage uint8

const (
	idle      stage = iota
	waiting         // for the lock
	working         // locked; the log is not forced yet
	inDoubt         // voted yes, and waits for the decision
	applied         // the decision is applied; the log is not forced yet
	done            // for good
	out             // refused, aborted or given up
	undoWaits       // waits for the lock to undo the step
	undoing         // locked; the log is not forced yet
	reversed        // undone for good
)

// part is one account of a transfer.
type part struct {
	since    int64 // in this stage
	due      int64 // of the next delivery from an outbox
	patience int64 // of the sender, until it sends again; doubles each time
	key      int32
	amount   int32 // added to the account; the payer's is negative
	shard    int16
	stands   int8 // how often the amount stands in the account
	stage    stage
	readOnly bool
	sent     bool // a first request has left
	heard    bool // its sender knows that it is done
}

// transfer moves money from its first account to the others that are written.
type transfer struct {
	start, decided   int64 // tick of the decision; 0 for none
	parts            []part
	id               int32
	coordinator      int16
	pending          int16 // votes, acknowledgements or deliveries that are awaited
	left             int16 // written parts that are not done for good
	at               int16 // step of a saga; the lock that was asked for last
	refuse           int16 // step that is refused, −1 for none
	messages, forces uint16
	state            state
	met              bool // met a lock
	metDoubt         bool // met a lock that waits for the crashed node
	hit              bool // needed a node that was down, or a lock of one that did
	answered         bool
	lost             bool // the coordinator has forgotten it
	settled          bool
	traced           bool
}

// popularityOf is what the accounts' popularity depends on.
type popularityOf struct {
	keys int
	zipf float64
}

var popularities = model.NewMemo[popularityOf, *model.Alias](4)

// popularity draws accounts by Zipf's law; nil where all are alike.
func popularity(b *model.Budget, p Params) *model.Alias {
	if p.Zipf == 0 {
		return nil
	}
	return popularities.Of(b, popularityOf{p.Keys, p.Zipf}, func(b *model.Budget) *model.Alias {
		b.Spend(aliasSteps * p.Keys)
		a := model.NewAlias(model.ZipfWeights(p.Keys, p.Zipf))
		return &a
	})
}

// arrive begins a transfer and puts the next one in.
func (e *engine) arrive() {
	if next := e.now + e.gap(); next < e.p.ends() {
		e.events.Push(next, event{kind: arrive})
	}
	if len(e.arena)+e.p.Span > cap(e.arena) {
		e.arena = make([]part, 0, max(4096, e.p.Span))
	}
	n := len(e.arena)
	e.arena = e.arena[:n+e.p.Span]
	e.transfers = append(e.transfers, transfer{id: int32(len(e.transfers)), start: e.now,
		parts: e.arena[n : n+e.p.Span : n+e.p.Span], refuse: -1})
	t := &e.transfers[len(e.transfers)-1]
	e.chooseAccounts(t)
	e.chooseRefusal(t)
	e.beginTrace(t)
	e.route(t)
}

// chooseAccounts draws the accounts, each on a shard of its own or all on one, and what they get.
func (e *engine) chooseAccounts(t *transfer) {
	one := e.p.Protocol == singleShard
	for i := range t.parts {
		key := e.account(t, i, one)
		t.parts[i] = part{key: int32(key), shard: int16(key % e.p.Shards), readOnly: i >= e.p.writers()}
	}
	if one {
		payer := t.parts[0].key
		slices.SortFunc(t.parts, func(a, b part) int { return int(a.key - b.key) })
		at := slices.IndexFunc(t.parts, func(a part) bool { return a.key == payer })
		e.pay(t, at)
		return
	}
	e.pay(t, 0)
}

// pay draws the amounts: the payer loses what the others get.
func (e *engine) pay(t *transfer, payer int) {
	total := int32(0)
	for i := range t.parts {
		amount := int32(1 + e.draw.amounts.IntN(mostAmount))
		if i == payer || t.parts[i].readOnly {
			continue
		}
		t.parts[i].amount = amount
		total += amount
	}
	t.parts[payer].amount = -total
	t.left = int16(e.p.writers())
}

const tries = 64 // draws of an account by popularity, before the shard is chosen first

// account draws the i-th account of a transfer.
func (e *engine) account(t *transfer, i int, one bool) int {
	if i == 0 {
		return e.byPopularity(e.draw.payers)
	}
	fits := func(key int) bool {
		for _, other := range t.parts[:i] {
			if int(other.key) == key || !one && int(other.shard) == key%e.p.Shards {
				return false
			}
		}
		return !one || key%e.p.Shards == int(t.parts[0].shard)
	}
	for range tries {
		key := e.byPopularity(e.draw.others)
		if one { // the account of the same rank on the payer's shard
			if key += int(t.parts[0].shard) - key%e.p.Shards; key >= e.p.Keys {
				continue
			}
		}
		if fits(key) {
			return key
		}
	}
	for key := e.draw.others.IntN(e.p.Keys); ; key = (key + 1) % e.p.Keys {
		if fits(key) {
			return key
		}
	}
}

// byPopularity draws an account.
func (e *engine) byPopularity(rng *rand.Rand) int {
	if e.draw.popular == nil {
		return rng.IntN(e.p.Keys)
	}
	return e.draw.popular.Draw(rng)
}

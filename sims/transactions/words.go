package transactions

import (
	"fmt"

	"tradeofflab/say"
)

// outageEnds says what ends the outage of a node.
func (p Params) outageEnds(node string) string {
	if p.takenOver() {
		return "another replica takes over"
	}
	return node + " is back"
}

func takeaway(p Params, r Result) string {
	answer := fmt.Sprintf("the median client has its answer after %s ms", say.Short(quantile(r.AnswerMs, 0.5)))
	if len(r.AnswerMs) == 0 {
		answer = "no client has a yes"
	}
	name := say.Upper(protocolNames[p.Protocol])
	switch {
	case r.AppliedTwice > 0:
		return fmt.Sprintf("%s applied twice, and the bank's money no longer adds up: at least once is not once "+
			"without a key.", say.Count(r.AppliedTwice, "delivery")+say.Either(r.AppliedTwice, " was", " were"))
	case r.Stuck > 0 && p.Crash == "coordinator":
		return fmt.Sprintf("The dead coordinator leaves %s in doubt, and %s locked until %s. The longest time in "+
			"doubt is %s s.", say.Count(r.Stuck, "transfer"), say.Count(r.StuckLocks, "account"), p.outageEnds("it"),
			say.Short(r.DoubtS))
	case r.HalfDone > 0:
		return fmt.Sprintf("%s: %s, and %s of %s saw half a transfer.", name, answer, say.Count(r.HalfDone, "reader"),
			say.Int(r.Reads))
	case p.Protocol == twoPhase && !p.oneShard():
		return fmt.Sprintf("%s: %s and %s to commit a transfer; %s.", name, say.Count(int(messagesLaw(p)), "message"),
			say.Count(int(forcesLaw(p)), "log force"), answer)
	case p.Protocol == saga && r.Compensated > 0:
		return fmt.Sprintf("%s: %s, and %s taken back step by step.", name, answer, say.Count(r.Compensated, "saga")+
			say.Either(r.Compensated, " was", " were"))
	case len(r.SettleMs) == 0:
		return fmt.Sprintf("%s: %s, and no transfer took effect.", name, answer)
	}
	return fmt.Sprintf("%s: %s, and in the median every shard has its part for good after %s ms.", name, answer,
		say.Short(quantile(r.SettleMs, 0.5)))
}

// coach gives the next thing to try from here.
func coach(p Params, r Result) string {
	switch {
	case r.AppliedTwice > 0:
		return "Let receivers know what they have applied. Which number stays, and which becomes 0?"
	case r.Deadlocks > 0:
		return fmt.Sprintf("%s: transfers wait for each other until a wait for a lock takes too long or a coordinator "+
			"stops waiting for votes. Ask for all locks at once; say before how many are left.",
			say.Count(r.Deadlocks, "deadlock"))
	case p.Protocol == singleShard:
		return "Everything is on one shard: the cheapest transfer. What would have to be true of the accounts so " +
			"that most transfers could be like this one?"
	case p.oneShard():
		return "One account is one shard, and one log force commits it. " + p.twoAccounts()
	case len(r.AnswerMs) == 0 && p.Crash == "none":
		return p.coachNobody()
	case p.Protocol == twoPhase && p.Crash == "none" && p.Isolation == "none":
		return coachBareReaders(r)
	case p.Protocol == twoPhase && p.Crash == "none":
		share := "the rate"
		if p.managers() > 1 {
			share = "its part of the rate"
		}
		return fmt.Sprintf("Half the answers take %s ms at most. Now let a coordinator die: how many transfers will "+
			"be in doubt? Multiply %s by the time between a vote and the decision.",
			say.Short(quantile(r.AnswerMs, 0.5)), share)
	case p.Protocol == twoPhase:
		return coachCrash(p, r)
	case p.Protocol == saga:
		return coachSaga(p, r)
	}
	return coachOutbox(p, r)
}

// twoAccounts asks what a transfer over two shards is like.
func (p Params) twoAccounts() string {
	give := "Give the transfer two accounts"
	if p.Shards == 1 {
		give = "Give the bank two shards and the transfer two accounts"
	}
	if p.Protocol == twoPhase {
		return give + ": how many messages and log forces will it take?"
	}
	return give + ": what can a reader see before the second one has its part?"
}

// coachNobody is for a run without a crash in which no client has a yes.
func (p Params) coachNobody() string {
	voted := p
	voted.Answer = "decision"
	if took := answerLaw(voted) - float64(p.decide())/ms; p.Protocol == twoPhase && p.TimeoutMs < took {
		return fmt.Sprintf("No client has a yes: the votes take %s ms, and a coordinator waits %s ms for them. Let it "+
			"wait for longer: what does that cost when a shard dies?", say.Short(took), say.Short(p.TimeoutMs))
	}
	return "No client has a yes in this run. Let transfers begin for longer, or let them meet fewer locks: what " +
		"becomes of them?"
}

// coachBareReaders is for two-phase commit whose readers use nothing.
func coachBareReaders(r Result) string {
	const which = " Which two settings of the readers prevent that, and what does each wait for?"
	switch {
	case r.Reads == 0:
		return "No reader has an answer in this run. Let some read: will they see half a transfer, though two-phase " +
			"commit is atomic?"
	case r.HalfDone == 0:
		return fmt.Sprintf("%s had an answer, and none saw half a transfer, but nothing hides one from a reader "+
			"who looks at one account too early and at another in time.", say.Count(r.Reads, "reader")) + which
	}
	return fmt.Sprintf("%s saw one account after the transfer and another before it, though two-phase commit is "+
		"atomic.", say.Count(r.HalfDone, "reader")) + which
}

// coachCrash is for two-phase commit over several shards with a crash.
func coachCrash(p Params, r Result) string {
	switch {
	case p.Crash != "coordinator" || p.local() || p.replicated() && p.Coordinators > 1:
		return "Try a saga or an outbox under the same crash. Who is held up, and what do readers see?"
	case p.Coordinators == 1:
		return "Nothing can begin while the only coordinator is down. Take four: who is held up then, and how many?"
	case r.StuckLocks == 0:
		return "The crash leaves no account locked in doubt. Let more transfers come: how many accounts will stay " +
			"locked until the coordinator is back?"
	}
	return fmt.Sprintf("%s locked in doubt until the coordinator is back. Replicate its log: how long is the wait "+
		"then, and what does each transfer pay for it?", say.Upper(say.Count(r.StuckLocks, "account"))+
		say.Either(r.StuckLocks, " is", " are"))
}

// coachSaga asks what hides the time between two steps from readers: nothing does.
func coachSaga(p Params, r Result) string {
	const between = "between two steps everybody sees the first"
	switch {
	case r.Reads == 0:
		return "No reader has an answer in this run. What would one see between two steps of a saga? Try some that " +
			"use nothing."
	case r.HalfDone == 0:
		return fmt.Sprintf("%s had an answer, and none saw half a transfer, but %s. Let more of them read, and say "+
			"before whether the kind of read matters.", say.Count(r.Reads, "reader"), between)
	}
	saw := say.Count(r.HalfDone, "reader") + " saw half a transfer"
	switch p.Isolation {
	case "locks":
		return saw + ", with read locks: a step unlocks its account before the next one begins. Does one snapshot " +
			"help? Say why before you try."
	case "snapshot":
		return saw + ", with one snapshot: it may be of a moment between two steps. Do read locks help? Say why " +
			"before you try."
	}
	return saw + ": " + between + ". Do read locks help? Say why before you try."
}

// coachOutbox asks what a second delivery does.
func coachOutbox(p Params, r Result) string {
	switch {
	case p.Dedupe && r.Duplicates > 0:
		return fmt.Sprintf("%s came a second time, and the receivers left what they knew. Let them forget what they "+
			"have applied: what becomes of the bank's money?", say.Count(r.Duplicates, "delivery"))
	case p.Dedupe:
		return "No delivery came a second time in this run. When some do, what becomes of the bank's money if the " +
			"receivers forget what they have applied? Try it."
	case r.Duplicates > 0:
		return fmt.Sprintf("%s came a second time while the first was under way, and nothing was applied twice. Let "+
			"more of them come twice: what becomes of the bank's money?", say.Count(r.Duplicates, "delivery"))
	}
	return "No delivery came a second time in this run, and the receivers would not know one. Let some come twice: " +
		"what becomes of the bank's money?"
}

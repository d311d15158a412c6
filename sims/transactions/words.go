package transactions

import (
	"fmt"

	"tradeofflab/say"
)

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
		return fmt.Sprintf("The dead coordinator leaves %s in doubt; %s %s locked for %s s, until it is back.",
			say.Count(r.Stuck, "transfer"), say.Count(r.StuckLocks, "account"), say.Either(r.StuckLocks, "is", "are"),
			say.Short(r.DoubtS))
	case r.HalfDone > 0:
		return fmt.Sprintf("%s: %s, and %s of %s saw half a transfer.", name, answer, say.Count(r.HalfDone, "reader"),
			say.Int(r.Reads))
	case p.Protocol == twoPhase && !p.oneShard():
		return fmt.Sprintf("%s: %s and %s a transfer; %s.", name, say.Count(int(messagesLaw(p)), "message"),
			say.Count(int(forcesLaw(p)), "log force"), answer)
	case p.Protocol == saga && r.Compensated > 0:
		return fmt.Sprintf("%s: %s, and %s taken back step by step.", name, answer, say.Count(r.Compensated, "saga")+
			say.Either(r.Compensated, " was", " were"))
	}
	return fmt.Sprintf("%s: %s, and every shard has its part for good after %s ms.", name, answer,
		say.Short(quantile(r.SettleMs, 0.5)))
}

// coach gives the next thing to try from here.
func coach(p Params, r Result) string {
	switch {
	case r.AppliedTwice > 0:
		return "Let receivers know what they have applied. Which number stays, and which becomes 0?"
	case r.Deadlocks > 0:
		return fmt.Sprintf("%s: each waits for the other until a wait times out. Ask for all locks at once; say "+
			"before how many are left.", say.Count(r.Deadlocks, "deadlock"))
	case p.Protocol == twoPhase && p.oneShard():
		return "One account is one shard, and one log force commits it. Give the transfer two accounts: how many " +
			"messages and log forces will it take?"
	case p.Protocol == twoPhase && p.Crash == "none" && p.Isolation == "none":
		return fmt.Sprintf("%s saw one account after the transfer and another before it, though two-phase commit is "+
			"atomic. Which two settings of the readers prevent that, and what does each wait for?",
			some(r.HalfDone, "reader"))
	case p.Protocol == twoPhase && p.Crash == "none":
		return fmt.Sprintf("An answer takes %s ms. Now let a coordinator die: how many transfers will be in doubt? "+
			"Multiply the rate by the time between a vote and the decision.", say.Short(quantile(r.AnswerMs, 0.5)))
	case p.Protocol == twoPhase && p.Crash == "coordinator" && p.Coordinators == 1 && !p.local():
		return "Nothing can begin while the only coordinator is down. Take four: who is held up then, and how many?"
	case p.Protocol == twoPhase && p.Crash == "coordinator" && !p.replicated() && !p.local():
		return fmt.Sprintf("%s for %s s. Replicate the coordinator's log: what does each transfer pay for the "+
			"shorter wait?", say.Upper(say.Count(r.StuckLocks, "account"))+say.Either(r.StuckLocks, " is", " are")+
			" locked in doubt", say.Short(r.DoubtS))
	case p.Protocol == twoPhase && p.Crash != "none":
		return "Try a saga or an outbox under the same crash. Who is held up, and what do readers see?"
	case p.Protocol == saga:
		return fmt.Sprintf("%s saw half a transfer: between two steps everybody sees the first. Do read locks help? "+
			"Say why before you try.", some(r.HalfDone, "reader"))
	case p.Protocol == outbox && p.Dedupe:
		return fmt.Sprintf("%s came a second time, and the receivers left what they knew. Let them forget what they "+
			"have applied: what becomes of the bank's money?", some(r.Duplicates, "delivery"))
	}
	return "Everything is on one shard: the cheapest transfer. What would have to be true of the accounts so that " +
		"most transfers could be like this one?"
}

// some begins a sentence with how many there are.
func some(n int, noun string) string {
	if n == 0 {
		return "No " + noun
	}
	return say.Count(n, noun)
}

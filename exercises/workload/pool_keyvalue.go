package workload

func keyValue() []Workload {
	return []Workload{
		{ID: "sessions", Name: "Web sessions", Thing: "session", Words: "session|cookie|token|entry|entries",
			Kind: KeyValue,
			Task: "50 million sessions are active. Each request reads its session by the id in the cookie. A " +
				"session ends 30 minutes after the last request.",
			Given: "50 million active, 30 minutes",
			Models: []Pick{{NoSQL, "No join, no transaction, no filter is asked for. What is asked for, a quick " +
				"lookup and expiry, such stores do best."}},
			Stores: []Pick{{"redis", "A lookup in memory, and every key can have a time to live."},
				{"dynamodb", "A few milliseconds a lookup, and items may carry an expiry time. They are deleted up " +
					"to days later, so a read has to check the time itself."},
				{"memcached", "Defensible where a restart may log everybody out: it keeps nothing, and it evicts " +
					"when memory is full."},
				{"cassandra", "Defensible: rows can have a time to live and the load spreads well. Deleted rows " +
					"linger as tombstones, so the table needs care."}},
			Consistency: []Pick{{Session, "A user has to find what the last request has stored. Nobody else reads it."},
				{Strong, "Right as well, and needed if a logout must hold on every server at once."}},
			Harm: "A request that reads the session of before the login sends the user back to the login page.",
			May:  []string{"lossy", "load"},
			Reasons: []Reason{{"bykey",
				"Each request brings a session id and wants the whole session back, so one lookup by key is enough."},
				{"expiry", "A session disappears by itself after 30 minutes, which a time to live does."}},
			Families: []Pick{{"key-value",
				"A known id leads to a value that nobody looks into, and a time to live clears it away."}},
			Patterns: []Pick{{ByKey, "The cookie brings the key."}},
			Keys: []Key{{"Session id", true,
				"The request knows it, each id is as likely as any other, and so the load spreads."},
				{"User id", false, "A visitor who has not logged in has none, and one user may have several sessions."},
				{"Time of expiry", false,
					"The request does not know it, and all sessions that end in one minute would meet in one place."},
				{"IP address", false, "An office shares one, and a phone changes its own."}}},
		{ID: "carts", Name: "Shopping carts", Thing: "cart", Words: "cart|basket|entry|item", Kind: KeyValue,
			Task: "Two million customers have a cart. The shop shows the whole cart of the customer who is logged " +
				"in and saves it after each change. A cart that nobody touches is gone after 30 days.",
			Given: "2 million, 30 days",
			Models: []Pick{{NoSQL, "A cart is one value behind one key until the order is placed."},
				{SQL, "Defensible at this size: a row a customer with a JSON column, and a job that " +
					"deletes old carts."}},
			Stores: []Pick{{"dynamodb", "A cart is an item behind the customer's id, and old ones expire."},
				{"redis", "Quick, with a time to live. Switch persistence on, since a lost cart is a lost sale."},
				{"mongodb", "A cart is a document, and a TTL index removes old ones."},
				{"postgresql", "Defensible at this size: one row a cart, a JSON column, and a job for the expiry."},
				{"mysql", "Defensible at this size: one row a cart, a JSON column, and a job for the expiry."}},
			Consistency: []Pick{{Session, "Customers have to see what they have just put in."},
				{Strong, "Right as well: two devices of one customer then never see different carts."}},
			Harm: "A customer who adds an article and does not see it adds it again.",
			May:  []string{"shape"},
			Reasons: []Reason{{"bykey",
				"The whole cart is read and saved at once by the customer's id, which is its key."},
				{"expiry", "An abandoned cart expires after 30 days without a job of ours."}},
			Families: []Pick{{"key-value",
				"A cart is a value behind the customer's id, and expiry comes with the store."},
				{"document", "Right as well: lines nested in one record. It pays off once somebody asks which carts " +
					"hold a product."}},
			Patterns: []Pick{{ByKey, "The customer is known, and all of the cart is wanted."}},
			Keys: []Key{{"Customer id", true, "The shop knows it, and customers spread evenly."},
				{"Product id", false, "A cart would be scattered over its products, and every page would " +
					"collect it again."},
				{"Day of the last change", false, "All writes of today would meet in one place."},
				{"Cart line number", false, "It is not known before the cart is read."}}},
		{ID: "limits", Name: "Rate limits", Thing: "counter", Words: "counter|count|limit|api_key|api", Kind: KeyValue,
			Task: "Each request to an API raises the counter of its API key for the current minute and is " +
				"refused above 600. 80,000 requests arrive each second.",
			Given: "80,000 requests a second",
			Models: []Pick{{NoSQL, "Each request reads and raises one counter. A transaction log on disk for it " +
				"would cost more than the request."}},
			Stores: []Pick{{"redis",
				"It raises a counter in one step in memory, and the counter expires with its minute."},
				{"memcached", "It can raise a counter in one step and let it expire too. A restart forgets the " +
					"counts, which does little harm."}},
			Consistency: []Pick{{Eventual, "A limit that lets a few requests too many pass does its job."},
				{Strong, "Right as well: where one node raises and reads a counter in one step, it costs " +
					"nothing more."}},
			Harm: "A count that is a little behind lets a few requests too many pass.",
			May:  []string{"load", "expiry"},
			Reasons: []Reason{{"bykey", "Each request reads and raises one counter, found by its API key."},
				{"lossy", "A count that a crash loses does no harm, because the minute is soon over."}},
			Families: []Pick{{"key-value", "A key, a number, one step to raise it."}},
			Patterns: []Pick{{ByKey, "API key and minute are known, and one number is wanted."}},
			Keys: []Key{{"API key and minute", true, "Each minute starts at zero, and an old counter simply expires."},
				{"Minute alone", false, "Every request of a minute would raise counters in one place."},
				{"Request id", false, "Each request would have a counter of its own."}, {"Country of the client", false,
					"Few values, and two customers would share one limit."}}},
		{ID: "links", Name: "Short links", Thing: "link", Words: "link|code|url|address|redirect|value", Kind: KeyValue,
			Task: "Five billion short codes lead to long addresses. 200,000 redirects a second look a code " +
				"up. A link is written once.",
			Given: "5 billion, 200,000 lookups a second",
			Models: []Pick{{NoSQL, "The only question is what stands behind a code, and it is asked more often " +
				"than one machine can answer."}},
			Stores: []Pick{{"dynamodb", "A lookup by key that spreads over as many machines as the load needs."},
				{"cassandra", "Right as well: the code is the partition key, and nodes add capacity."}},
			Consistency: []Pick{{Eventual, "A link never changes. At worst a new one works a moment later."},
				{Session, "Right as well: whoever makes a link tries it at once."}},
			Harm: "A link never changes once it is written, so an old copy is as good as a new one.",
			May:  []string{},
			Reasons: []Reason{{"bykey",
				"A redirect knows the code, which is the key, and wants the one address behind it."},
				{"load", "200,000 requests a second are more than one machine takes, and a hash spreads them over " +
					"many nodes."}},
			Families: []Pick{{"key-value", "A code and an address, nothing else."}},
			Patterns: []Pick{{ByKey, "The code is in the request."}},
			Keys: []Key{{"Short code", true, "The request brings it, and codes are random, so the load spreads."},
				{"Long address", false, "It is what is looked for."},
				{"Customer who made it", false,
					"The redirect does not know the customer, and large customers would be hot."},
				{"Day of creation", false, "The redirect does not know the day, and today's would take all writes."}}},
	}
}

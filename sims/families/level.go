package families

// rules are how a level reads, waits and refuses. Writers lock their row until they end at every level, so that none
// overwrites what another has not committed.
type rules struct {
	dirty     bool // reads see what is not committed
	waits     bool // a read waits for the writer of its row
	keeps     bool // … and keeps others from writing it until the transaction ends
	whole     bool // … and so do conditions, with rows that are not there yet
	snapshot  bool // reads see what was committed when the transaction took its snapshot
	atRead    bool // … which it takes when it first reads, and not with its first statement
	firstWins bool // a row that has changed since the snapshot cannot be written (Berenson et al. 1995)
	watches   bool // reads are noted; of two transactions that each read what the other writes, one is refused
}

// The rules of the levels, by the words of the products' manuals.
var (
	dirtyReads  = rules{dirty: true}
	lastCommit  = rules{}
	shortLocks  = rules{waits: true}
	rowLocks    = rules{waits: true, keeps: true}
	rangeLocks  = rules{waits: true, keeps: true, whole: true}
	firstWriter = rules{snapshot: true, firstWins: true}
	freeWriter  = rules{snapshot: true, atRead: true}
	watched     = rules{snapshot: true, firstWins: true, watches: true}
)

// level is an isolation level of a product.
type level struct {
	ID, Product, Name string
	rules             rules
	prevents          map[string]bool // columns of the Hermitage table that the product prevents there
}

func (l level) String() string { return l.Product + "'s " + l.Name }

// Rows of the Hermitage table, as many columns as there are scenarios for. "R/O" and "some" count as prevented: MySQL's
// repeatable read shows neither read skew nor phantoms to a transaction that only reads, which is what is played here,
// and SQL Server's repeatable read prevents the read skew of rows that were read, but not that of conditions.
var (
	nothing     = map[string]bool{}
	aborted     = map[string]bool{"G1a": true}
	allButPMP   = map[string]bool{"G1a": true, "G-single": true, "P4": true, "G2-item": true}
	allButWrite = map[string]bool{"G1a": true, "G-single": true, "PMP": true}
	allButSkew  = map[string]bool{"G1a": true, "G-single": true, "PMP": true, "P4": true}
	everything  = map[string]bool{"G1a": true, "G-single": true, "PMP": true, "P4": true, "G2-item": true}
)

// Products whose levels are built.
const (
	postgres  = "PostgreSQL"
	mysql     = "MySQL"
	sqlServer = "SQL Server"
)

// levels are the isolation levels by product, the weakest first.
var levels = []level{
	{"rc", postgres, "read committed", lastCommit, aborted},
	{"si", postgres, "repeatable read", firstWriter, allButSkew},
	{"ssi", postgres, "serializable", watched, everything},
	{"ru", mysql, "read uncommitted", dirtyReads, nothing},
	{"mysql_rc", mysql, "read committed", lastCommit, aborted},
	{"mysql_rr", mysql, "repeatable read", freeWriter, allButWrite},
	{"ser", mysql, "serializable", rangeLocks, everything},
	{"mssql_ru", sqlServer, "read uncommitted", dirtyReads, nothing},
	{"mssql_rc", sqlServer, "read committed by locks", shortLocks, aborted},
	{"mssql_rcsi", sqlServer, "read committed by versions", lastCommit, aborted},
	{"rr", sqlServer, "repeatable read", rowLocks, allButPMP},
	{"mssql_si", sqlServer, "snapshot", firstWriter, allButSkew},
	{"mssql_ser", sqlServer, "serializable", rangeLocks, everything},
}

func findLevel(id string) level {
	for _, l := range levels {
		if l.ID == id {
			return l
		}
	}
	return levels[0]
}

// serial says whether the level promises that what happens equals some serial order.
func (l level) serial() bool { return l.rules.whole || l.rules.watches }

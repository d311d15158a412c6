package advisor

import "fmt"

// backupFor is the backup of a store on its product.
func backupFor(s Store) string {
	if s.Feed != nil {
		return s.Backup
	}
	text := backupOf(s)
	switch {
	case s.model.Metered || s.model.Sold == "units":
		text = "point-in-time recovery (PITR) of the service, and an export to another account"
	case s.Kind == kindDistributed:
		text = "full and incremental backups with revision history to object storage, by a schedule of your own; " +
			"try a restore"
	case s.model.SharedStorage && s.Kind == kindSingleWriter:
		text = "continuous, by the service (PITR); set how many days it keeps, and restore once"
	}
	if s.model.FreeEgress { // it keeps no versions
		text = "a copy of the list and of what cannot be made again in a second account: the service keeps no versions"
	}
	return text
}

// restored is how many machines read a backup at once.
func (s Store) restored() float64 {
	if s.spreads() {
		return s.Nodes / max(s.Copies, 1)
	}
	return s.Shards
}

// backupOf says how the truth is kept beside its copies, and how long it takes to have it back.
func backupOf(s Store) string {
	restore := span(max(restartS, s.GBYear*s.family.Capacity.Stored/max(s.restored(), 1)*1e9/restoreBS))
	switch s.Kind {
	case kindObject:
		return "versions kept for 30 days, so that what was deleted by mistake comes back"
	case kindEmbedded:
		return "the shipped log, or the copy of the file; try the restore, which takes minutes"
	case kindLogged:
		return "its retention; what has to stay longer goes to object storage"
	case kindMemory:
		if s.Run == runManaged {
			return "a snapshot each day, by the service"
		}
		return "a snapshot each hour, and the log on disk"
	case kindIndex:
		return "snapshots to object storage each day, or its source kept so that it can be filled again"
	case kindLeaderless:
		return fmt.Sprintf("snapshots to object storage each day, or point-in-time recovery of the service; a node is "+
			"filled again from its neighbours, the whole from a snapshot in about %s", restore)
	}
	if s.GBYear == 0 {
		return "a copy each day and the log for point-in-time recovery (PITR); try how long a restore takes"
	}
	return fmt.Sprintf("a copy each day and the log for point-in-time recovery (PITR); a restore takes about %s, so "+
		"try it", restore)
}

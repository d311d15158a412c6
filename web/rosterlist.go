package web

import (
	"context"
	"encoding/csv"
	"fmt"
	"strings"
	"unicode/utf8"

	"tradeofflab/classes"
	"tradeofflab/classes/book"
	"tradeofflab/store"
)

// maxList is how many people one list may hold.
const maxList = 1000

// ReadList reads learners from lines "name, number, address of mail, group", or says which line is wrong. Grouped of
// each holds the name of the group, which InviteAll needs. A gradebook is no such list, nor is a text in another
// encoding.
func ReadList(text string) (list []store.Enrolment, wrong string) {
	if book.Points([]byte(text)) {
		return nil, "This is no list of people but a gradebook, or in another encoding than UTF-8. Points are set " +
			"from a file on the page of the gradebook; a list is saved as “CSV UTF-8”."
	}
	text, hint := book.Hint(strings.TrimPrefix(text, "\ufeff"))
	first := 1 // number of the first line
	if hint {
		first++
	}
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord, r.TrimLeadingSpace, r.LazyQuotes = -1, true, true
	if strings.Contains(text, "\t") {
		r.Comma = '\t'
	} else if strings.Contains(text, ";") && !strings.Contains(text, ",") {
		r.Comma = ';'
	}
	lines, err := r.ReadAll()
	if err != nil {
		return nil, sentenceOf(err)
	}
	if len(lines) == 0 || len(lines) > maxList {
		return nil, fmt.Sprintf("Type one person a line, from 1 to %d.", maxList)
	}
	seen := map[string]int{}
	for i, line := range lines {
		e, wrong := readPerson(append(line, "", "", ""))
		if wrong != "" {
			return nil, fmt.Sprintf("Line %d: %s", i+first, wrong)
		}
		for _, key := range []string{"number " + e.Number, "address " + strings.ToLower(e.Email)} {
			if kind, value, _ := strings.Cut(key, " "); value != "" {
				if other, twice := seen[key]; twice {
					return nil, fmt.Sprintf("Lines %d and %d have the same %s.", other, i+first, kind)
				}
				seen[key] = i + first
			}
		}
		list = append(list, e)
	}
	return list, ""
}

// readPerson reads the fields of one line.
func readPerson(line []string) (e store.Enrolment, wrong string) {
	e.Role = string(classes.Learner)
	if e.Name, wrong = readName(line[0]); wrong != "" {
		return e, wrong
	}
	e.Number, e.Email, e.Grouped = strings.TrimSpace(line[1]), strings.TrimSpace(line[2]), strings.TrimSpace(line[3])
	switch {
	case utf8.RuneCountInString(e.Number) > maxNumber || len(e.Email) > 200:
		return e, "a number has at most 40 characters, an address at most 200."
	case utf8.RuneCountInString(e.Grouped) > maxNumber:
		return e, "the name of a group has at most 40 characters."
	case e.Email != "" && !strings.Contains(e.Email, "@"):
		return e, fmt.Sprintf("%q is not an address of mail. The order is name, number, address, group.", e.Email)
	}
	return e, ""
}

// InviteAll puts learners on the list of a class, in groups that are made where there are none; see ReadList and
// store.Invite.
func InviteAll(ctx context.Context, db *store.Store, class string, list []store.Enrolment, by store.By) (err error) {
	for i, e := range list {
		if e.Grouped == "" {
			continue
		}
		if list[i].Group, err = db.NeedGroup(ctx, class, e.Grouped); err != nil {
			return err
		}
	}
	return db.Invite(ctx, class, list, by)
}

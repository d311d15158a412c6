package indexes

import (
	"math/rand/v2"
	"sync"

	"tradeofflab/sims/model"
	"tradeofflab/sims/sqlengine"
)

// schema is the shop of the lesson. Names compare without regard to case, so that LIKE may use an index on them.
const schema = `CREATE TABLE users (id INTEGER PRIMARY KEY, city TEXT NOT NULL);
CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL, status TEXT NOT NULL, ` +
	`created_at INTEGER NOT NULL,
 total INTEGER NOT NULL, name TEXT NOT NULL COLLATE NOCASE, note TEXT NOT NULL)`

// orderColumns is the number of columns of orders.
const orderColumns = 7

// The clock of the shop: an order a minute from 2026-01-01 00:00 UTC, in seconds since 1970.
const (
	epoch  = 1_767_225_600
	minute = 60
)

// Of ten orders five are pending, three paid and two shipped.
var (
	statuses = [...]string{"pending", "pending", "pending", "pending", "pending", "paid", "paid", "paid",
		"shipped", "shipped"}
	cities = [...]string{"Aarhus", "Bergen", "Cork", "Dijon", "Espoo", "Faro", "Ghent", "Haifa", "Izmir", "Jena",
		"Kobe", "Lagos", "Malmo", "Nice", "Oslo", "Porto", "Quito", "Riga", "Surabaya", "Turin"}
	given = [...]string{"Ada", "Amara", "Anton", "Bela", "Carlos", "Chen", "Dewi", "Elif", "Emma", "Farah", "Greta",
		"Hana", "Hugo", "Ines", "Ivan", "Joana", "John", "Jonas", "Kofi", "Lena",
		"Luca", "Maya", "Milan", "Mina", "Nadia", "Noor", "Olga", "Omar", "Paula", "Priya", "Rafael", "Rosa", "Sara",
		"Seth", "Sofia", "Tariq", "Uma", "Vera", "Yuki", "Zoe"}
	family = [...]string{"Abe", "Bauer", "Costa", "Diaz", "Evans", "Fuchs", "Garcia", "Haas", "Ito", "Jansen", "Kaya",
		"Lund", "Meyer", "Nagy", "Ortiz", "Park", "Quist", "Rossi", "Silva", "Tan"}
)

const notes = "leave at the door, ring twice, fragile, gift wrap, call before delivery, second floor, weigh again, " +
	"invoice by mail, no signature needed, deliver after six, keep upright, "

// data names the rows of one database; equal data are equal bytes.
type data struct{ rows, perUser, seed int }

func (d data) users() int { return max(1, d.rows/d.perUser) }

// order draws the orders of a shop one after the other.
type order struct {
	rng   *rand.Rand
	users int
	next  int
}

func (d data) orders() *order { return &order{rng: model.Stream(d.seed, "orders"), users: d.users()} }

// draw gives user, status, second, total, name and note of the next order.
func (o *order) draw() (user int, status string, second int, total int, name, note string) {
	o.next++
	r := o.rng.Uint64()
	first, last := given[r%uint64(len(given))], family[r>>8%uint64(len(family))]
	from, long := int(r>>16%100), 35+int(r>>24%30)
	return 1 + o.rng.IntN(o.users), statuses[r>>32%10], epoch + minute*(o.next-1), 100 + int(r>>40%50_000),
		first + " " + last, notes[from : from+long]
}

func (o *order) fill(in *sqlengine.Inserter) {
	user, status, second, total, name, note := o.draw()
	in.Int(0, int64(o.next))
	in.Int(1, int64(user))
	in.Text(2, status)
	in.Int(3, int64(second))
	in.Int(4, int64(total))
	in.Text(5, name)
	in.Text(6, note)
}

// after gives a drawer that stands behind the rows of d, for orders that come in later.
func (d data) after() *order {
	return &order{rng: model.Stream(d.seed, "inserts"), users: d.users(), next: d.rows}
}

// build loads the rows into an empty database.
func (d data) build() (*sqlengine.Image, error) {
	return sqlengine.Build(schema, func(w *sqlengine.Writer) error {
		u, err := w.Into("users", 2)
		if err != nil {
			return err
		}
		rng := model.Stream(d.seed, "users")
		for i := range d.users() {
			u.Int(0, int64(i+1))
			u.Text(1, cities[rng.IntN(len(cities))])
			if err := u.Add(); err != nil {
				return err
			}
		}
		if err := u.Close(); err != nil {
			return err
		}
		in, err := w.Into("orders", orderColumns)
		if err != nil {
			return err
		}
		for o := d.orders(); o.next < d.rows; {
			o.fill(in)
			if err := in.Add(); err != nil {
				return err
			}
		}
		return in.Close()
	})
}

// user is the customer that the queries ask for: the one of the order in the middle, so that there is at least one.
func (d data) user() int {
	o := d.orders()
	for {
		if user, _, _, _, _, _ := o.draw(); o.next > d.rows/2 || o.next == d.rows {
			return user
		}
	}
}

// bases keeps the databases built last, without indexes. A database is a pure function of its data, so none goes stale.
var bases = struct {
	sync.Mutex
	kept []keptBase // the one used last stands last
	size int64
}{}

type keptBase struct {
	data data
	img  *sqlengine.Image
	user int
}

// maxKept is how many bytes of databases stay in memory; a larger one is built for each run.
const maxKept = 32 << 20

// base gives the database of d and the customer its queries ask for.
func base(d data) (*sqlengine.Image, int, error) {
	bases.Lock()
	for i, k := range bases.kept {
		if k.data == d {
			bases.kept = append(append(bases.kept[:i:i], bases.kept[i+1:]...), k)
			bases.Unlock()
			return k.img, k.user, nil
		}
	}
	bases.Unlock()
	img, err := d.build()
	if err != nil {
		return nil, 0, err
	}
	k := keptBase{d, img, d.user()}
	if img.Bytes() > maxKept {
		return k.img, k.user, nil
	}
	bases.Lock()
	defer bases.Unlock()
	bases.kept, bases.size = append(bases.kept, k), bases.size+img.Bytes()
	for bases.size > maxKept {
		bases.size -= bases.kept[0].img.Bytes()
		bases.kept = append([]keptBase(nil), bases.kept[1:]...)
	}
	return k.img, k.user, nil
}

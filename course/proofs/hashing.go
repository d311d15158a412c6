package proofs

import "tradeofflab/course/circle"

// hashing are the proofs of lesson 6.
var hashing = table{
	"residues-4-5":       func() float64 { return movedByRemainder(4, 5) },
	"residues-9-10":      func() float64 { return movedByRemainder(9, 10) },
	"drawn-owners":       drawnOwners,
	"two-node-ratio":     func() float64 { a := onCircle("A 0, B 10").Arcs(); return a["A"] / a["B"] },
	"heir-growth":        func() float64 { return leftBy("C")["D"] / onCircle(fourNodes).Arcs()["D"] },
	"heir-keys":          func() float64 { return 4000 * leftBy("C")["D"] / 360 },
	"join-donors":        joinDonors,
	"nine-point-heirs":   ninePointHeirs,
	"nine-point-a":       func() float64 { return onCircle(ninePoints).Arcs()["A"] },
	"nine-point-c-after": func() float64 { return onCircle(ninePoints).Without("B").Arcs()["C"] },
}

// The two circles that the claims of lesson 6 speak of.
const (
	fourNodes  = "A 0, B 90, C 180, D 270"
	ninePoints = "A 15, B 45, C 80, A 130, B 170, C 210, A 260, B 300, C 340"
)

// movedByRemainder counts, in percent, the hashes of one full period whose remainder by n and by m differ.
func movedByRemainder(n, m int) float64 {
	moved := 0
	for h := range n * m {
		if h%n != h%m {
			moved++
		}
	}
	return 100 * float64(moved) / float64(n*m)
}

// onCircle places points that this file writes itself.
func onCircle(text string) circle.Points {
	p, err := circle.Parse(text)
	if err != nil {
		panic(err)
	}
	return p
}

func leftBy(name string) map[string]float64 { return onCircle(fourNodes).Without(name).Arcs() }

// drawnOwners counts the keys at 45°, 120°, 200° and 350° that belong to B, C, D and A.
func drawnOwners() float64 {
	points, right := onCircle(fourNodes), 0.0
	for at, name := range map[float64]string{45: "B", 120: "C", 200: "D", 350: "A"} {
		if points.Owner(at) == name {
			right++
		}
	}
	return right
}

// joinDonors counts the nodes whose arcs shrink when E joins at 135°.
func joinDonors() float64 {
	before, after, donors := onCircle(fourNodes).Arcs(), onCircle(fourNodes+", E 135").Arcs(), 0.0
	for name, width := range before {
		if after[name] < width {
			donors++
		}
	}
	return donors
}

// ninePointHeirs counts the machines whose arcs grow when B leaves the ring of nine points.
func ninePointHeirs() float64 {
	before := onCircle(ninePoints).Arcs()
	after, heirs := onCircle(ninePoints).Without("B").Arcs(), 0.0
	for name, width := range after {
		if width > before[name] {
			heirs++
		}
	}
	return heirs
}

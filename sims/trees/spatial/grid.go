package spatial

import "math"

// Grid is a uniform grid: a list of points for each cell. Cells are about a given side wide, so that a radius of that
// side reaches the cell of the centre and its eight neighbours only.
type Grid struct {
	points    []Point
	bounds    Box
	lat, lon  float64 // degrees a cell spans
	rows      int
	columns   int
	cells     [][]int32
	perPage   int
	usedPages int
}

// maxCells bounds the directory of a grid: finer cells than that are made larger.
const maxCells = 1 << 20

// NewGrid builds a grid of square cells of a side in km.
func NewGrid(points []Point, sideKm float64, perPage int) *Grid {
	g := &Grid{points: points, bounds: boundsOf(points), perPage: perPage}
	around := boxAround(Point{Lat: max(math.Abs(g.bounds.South), math.Abs(g.bounds.North))}, sideKm)
	g.lat, g.lon = (around.North-around.South)/2, (around.East-around.West)/2
	for {
		g.rows, g.columns = int((g.bounds.North-g.bounds.South)/g.lat)+1, int((g.bounds.East-g.bounds.West)/g.lon)+1
		if g.rows*g.columns <= maxCells {
			break
		}
		g.lat, g.lon = 2*g.lat, 2*g.lon
	}
	g.cells = make([][]int32, g.rows*g.columns)
	for i, p := range points {
		r, c := g.cell(p)
		g.cells[r*g.columns+c] = append(g.cells[r*g.columns+c], int32(i))
	}
	for _, cell := range g.cells {
		g.usedPages += pagesFor(len(cell), perPage)
	}
	return g
}

func pagesFor(n, perPage int) int { return (n + perPage - 1) / perPage }

func (g *Grid) cell(p Point) (row, column int) {
	return int(math.Floor((p.Lat - g.bounds.South) / g.lat)), int(math.Floor((p.Lon - g.bounds.West) / g.lon))
}

// Within looks at the cells that the box around the circle meets.
func (g *Grid) Within(c Point, km float64) Answer {
	var a Answer
	box := boxAround(c, km)
	r0, c0 := g.cell(Point{box.South, box.West})
	r1, c1 := g.cell(Point{box.North, box.East})
	for r := max(r0, 0); r <= min(r1, g.rows-1); r++ {
		for k := max(c0, 0); k <= min(c1, g.columns-1); k++ {
			cell := g.cells[r*g.columns+k]
			a.Tests++
			a.Pages += pagesFor(len(cell), g.perPage)
			a.Candidates = append(a.Candidates, cell...)
		}
	}
	a.finish(g.points, c, km)
	return a
}

// Pages counts the pages of the cells that hold points.
func (g *Grid) Pages() int { return g.usedPages }

// Depth is 1: a cell is computed, not searched for.
func (g *Grid) Depth() int { return 1 }

// Splits is 0: cells have a fixed size.
func (g *Grid) Splits() int { return 0 }

// Fill is how full the pages of the cells are.
func (g *Grid) Fill() float64 {
	return float64(len(g.points)) / float64(g.usedPages*g.perPage)
}

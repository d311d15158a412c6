package sqlengine

// PageSize is the size of a page in bytes: what the engine reads and writes at once.
const PageSize = 4096

// Image is a database file as it stands at one moment, held in memory as pages. It is never changed, so databases
// opened on one image share its pages and copy only those they write; several goroutines may open one.
type Image struct {
	pages [][]byte
	size  int64
}

// Bytes is the size of the file.
func (i *Image) Bytes() int64 { return i.size }

// Pages is the number of pages of the file.
func (i *Image) Pages() int { return len(i.pages) }

// page gives page n, counted from 1 as the file format does; nil past the end.
func (i *Image) page(n int) []byte {
	if n < 1 || n > len(i.pages) {
		return nil
	}
	return i.pages[n-1]
}

// memFile is one open file: the pages of an image and copies of those that were written since, or a file of the
// engine's own (a sort that does not fit in memory).
type memFile struct {
	blocks [][]byte
	owned  []bool // whether a block is a copy of its own
	size   int64
	main   bool // the database, not a temporary file

	log *ioLog
}

// ioLog records what the engine reads and writes through its files, and bounds what it may write.
type ioLog struct {
	reads    []int32 // page numbers of the database in the order they were read
	writes   []int32 // page numbers of the database in the order they were written
	record   bool
	spilled  int64 // bytes written to temporary files
	temp     int64 // bytes in temporary files now
	maxTemp  int64
	maxPages int
	exceeded string // the bound that refused a write
}

// The bounds an ioLog names.
const (
	boundTemp = "temp"
	boundFile = "file"
)

func openImage(img *Image, log *ioLog) *memFile {
	f := &memFile{main: true, log: log}
	if img != nil {
		f.blocks = append(make([][]byte, 0, len(img.pages)+8), img.pages...)
		f.owned = make([]bool, len(f.blocks))
		f.size = img.size
	}
	return f
}

// image hands the pages over: from here on the file copies before it writes.
func (f *memFile) image() *Image {
	for i := range f.owned {
		f.owned[i] = false
	}
	return &Image{pages: append([][]byte(nil), f.blocks...), size: f.size}
}

// readAt fills p with what the file holds at off and gives how many bytes there were; the rest is zero.
func (f *memFile) readAt(p []byte, off int64) int {
	if f.main && f.log.record && len(p) == PageSize {
		f.log.reads = append(f.log.reads, int32(off/PageSize)+1)
	}
	n := 0
	for n < len(p) && off < f.size {
		block, from := f.blocks[off/PageSize], int(off%PageSize)
		end := min(PageSize, from+int(f.size-off))
		c := copy(p[n:], block[from:end])
		n, off = n+c, off+int64(c)
	}
	clear(p[n:])
	return n
}

// writeAt writes p at off; it reports false when a bound refuses it.
func (f *memFile) writeAt(p []byte, off int64) bool {
	end := off + int64(len(p))
	if !f.grow(end) {
		return false
	}
	if f.main && f.log.record && len(p) == PageSize {
		f.log.writes = append(f.log.writes, int32(off/PageSize)+1)
	}
	if !f.main {
		f.log.spilled += int64(len(p))
	}
	for len(p) > 0 {
		i, from := off/PageSize, off%PageSize
		if !f.owned[i] {
			f.blocks[i] = append(make([]byte, 0, PageSize), f.blocks[i]...)
			f.owned[i] = true
		}
		c := copy(f.blocks[i][from:], p)
		p, off = p[c:], off+int64(c)
	}
	return true
}

// grow makes room up to end bytes.
func (f *memFile) grow(end int64) bool {
	if end <= f.size {
		return true
	}
	blocks := int((end + PageSize - 1) / PageSize)
	if f.main && blocks > f.log.maxPages {
		f.log.exceeded = boundFile
		return false
	}
	if !f.main {
		if f.log.temp+end-f.size > f.log.maxTemp {
			f.log.exceeded = boundTemp
			return false
		}
		f.log.temp += end - f.size
	}
	for len(f.blocks) < blocks {
		f.blocks, f.owned = append(f.blocks, make([]byte, PageSize)), append(f.owned, true)
	}
	f.size = end
	return true
}

func (f *memFile) truncate(size int64) {
	if size >= f.size {
		return
	}
	if !f.main {
		f.log.temp -= f.size - size
	}
	keep := int((size + PageSize - 1) / PageSize)
	f.blocks, f.owned, f.size = f.blocks[:keep], f.owned[:keep], size
}

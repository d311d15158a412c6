package sqlengine

import (
	"fmt"
	"sync"
	"unsafe"

	"modernc.org/libc"
	"modernc.org/libc/sys/types"
	lib "modernc.org/sqlite/lib"
)

// vfs is the file system of one connection: the database, and temporary files while they are open. All of it lies in
// memory, so the engine never touches a disk, and every page it asks for is seen (https://www.sqlite.org/vfs.html).
type vfs struct {
	handle uintptr
	name   string
	ptr    uintptr // the C structure
	cname  uintptr
	main   *memFile
	files  map[uintptr]*memFile
	log    ioLog
}

// osFile is what the engine allocates for an open file.
type osFile struct {
	methods uintptr
	vfs     uintptr
	file    uintptr
}

// vfses finds the file system that a callback speaks of.
var vfses = struct {
	sync.RWMutex
	m    map[uintptr]*vfs
	last uintptr
}{m: map[uintptr]*vfs{}}

func findVFS(handle uintptr) *vfs {
	vfses.RLock()
	defer vfses.RUnlock()
	return vfses.m[handle]
}

// at turns an address of the engine's memory, which lies outside the Go heap, into a pointer.
func at[T any](p uintptr) *T { return *(**T)(unsafe.Pointer(&p)) }

func bytesAt(p uintptr, n int32) []byte { return unsafe.Slice(at[byte](p), int(n)) }

// callback gives a Go function as the engine's compiled code calls it: the address of a word that points at the code.
func callback[T any](f T) uintptr {
	type holder struct{ f T }
	return *(*uintptr)(unsafe.Pointer(&holder{f}))
}

var ioMethods = lib.Tsqlite3_io_methods{
	FiVersion:               1,
	FxClose:                 callback(fileClose),
	FxRead:                  callback(fileRead),
	FxWrite:                 callback(fileWrite),
	FxTruncate:              callback(fileTruncate),
	FxSync:                  callback(func(*libc.TLS, uintptr, int32) int32 { return lib.SQLITE_OK }),
	FxFileSize:              callback(fileSize),
	FxLock:                  callback(func(*libc.TLS, uintptr, int32) int32 { return lib.SQLITE_OK }),
	FxUnlock:                callback(func(*libc.TLS, uintptr, int32) int32 { return lib.SQLITE_OK }),
	FxCheckReservedLock:     callback(fileReserved),
	FxFileControl:           callback(func(*libc.TLS, uintptr, int32, uintptr) int32 { return lib.SQLITE_NOTFOUND }),
	FxSectorSize:            callback(func(*libc.TLS, uintptr) int32 { return PageSize }),
	FxDeviceCharacteristics: callback(func(*libc.TLS, uintptr) int32 { return 0 }),
}

// newVFS registers a file system whose database starts as img; nil is an empty file.
func newVFS(tls *libc.TLS, img *Image) (*vfs, error) {
	v := &vfs{files: map[uintptr]*memFile{}}
	v.main = openImage(img, &v.log)
	vfses.Lock()
	vfses.last++
	v.handle = vfses.last
	vfses.m[v.handle] = v
	vfses.Unlock()
	v.name = fmt.Sprintf("image%d", v.handle)
	var err error
	if v.cname, err = libc.CString(v.name); err != nil {
		return nil, err
	}
	if v.ptr = libc.Xcalloc(tls, 1, types.Size_t(unsafe.Sizeof(lib.Tsqlite3_vfs{}))); v.ptr == 0 {
		return nil, fmt.Errorf("allocate file system: out of memory")
	}
	*at[lib.Tsqlite3_vfs](v.ptr) = lib.Tsqlite3_vfs{
		FiVersion: 1, FszOsFile: int32(unsafe.Sizeof(osFile{})), FmxPathname: 64, FzName: v.cname, FpAppData: v.handle,
		FxOpen:         callback(vfsOpen),
		FxDelete:       callback(func(*libc.TLS, uintptr, uintptr, int32) int32 { return lib.SQLITE_OK }),
		FxAccess:       callback(vfsAccess),
		FxFullPathname: callback(vfsFullPathname),
		FxRandomness:   callback(vfsRandomness),
		FxSleep:        callback(func(_ *libc.TLS, _ uintptr, us int32) int32 { return us }),
		FxCurrentTime:  callback(vfsCurrentTime),
		FxGetLastError: callback(func(*libc.TLS, uintptr, int32, uintptr) int32 { return 0 }),
	}
	if rc := lib.Xsqlite3_vfs_register(tls, v.ptr, 0); rc != lib.SQLITE_OK {
		return nil, fmt.Errorf("register file system: code %d", rc)
	}
	return v, nil
}

func (v *vfs) close(tls *libc.TLS) {
	lib.Xsqlite3_vfs_unregister(tls, v.ptr)
	libc.Xfree(tls, v.ptr)
	libc.Xfree(tls, v.cname)
	vfses.Lock()
	delete(vfses.m, v.handle)
	vfses.Unlock()
}

func fileOf(p uintptr) *memFile {
	f := at[osFile](p)
	return findVFS(f.vfs).files[f.file]
}

func vfsOpen(_ *libc.TLS, pVfs, _, pFile uintptr, flags int32, pOut uintptr) int32 {
	v := findVFS(at[lib.Tsqlite3_vfs](pVfs).FpAppData)
	file := v.main
	if flags&lib.SQLITE_OPEN_MAIN_DB == 0 {
		file = &memFile{log: &v.log}
	}
	v.files[pFile] = file
	*at[osFile](pFile) = osFile{methods: uintptr(unsafe.Pointer(&ioMethods)), vfs: v.handle, file: pFile}
	if pOut != 0 {
		*at[int32](pOut) = flags
	}
	return lib.SQLITE_OK
}

func fileClose(_ *libc.TLS, p uintptr) int32 {
	v := findVFS(at[osFile](p).vfs)
	if f := v.files[p]; !f.main {
		f.truncate(0)
	}
	delete(v.files, p)
	return lib.SQLITE_OK
}

func fileRead(_ *libc.TLS, p, buf uintptr, n int32, off int64) int32 {
	if fileOf(p).readAt(bytesAt(buf, n), off) < int(n) {
		return lib.SQLITE_IOERR_SHORT_READ
	}
	return lib.SQLITE_OK
}

func fileWrite(_ *libc.TLS, p, buf uintptr, n int32, off int64) int32 {
	if !fileOf(p).writeAt(bytesAt(buf, n), off) {
		return lib.SQLITE_FULL
	}
	return lib.SQLITE_OK
}

func fileTruncate(_ *libc.TLS, p uintptr, size int64) int32 {
	fileOf(p).truncate(size)
	return lib.SQLITE_OK
}

func fileSize(_ *libc.TLS, p, pSize uintptr) int32 {
	*at[int64](pSize) = fileOf(p).size
	return lib.SQLITE_OK
}

func fileReserved(_ *libc.TLS, _, pOut uintptr) int32 {
	*at[int32](pOut) = 0
	return lib.SQLITE_OK
}

func vfsAccess(_ *libc.TLS, _, _ uintptr, _ int32, pOut uintptr) int32 {
	*at[int32](pOut) = 0
	return lib.SQLITE_OK
}

func vfsFullPathname(tls *libc.TLS, _, zPath uintptr, n int32, zOut uintptr) int32 {
	out := bytesAt(zOut, n)
	c := copy(out[:n-1], libc.GoString(zPath))
	out[c] = 0
	return lib.SQLITE_OK
}

// vfsRandomness gives zeros and vfsCurrentTime one fixed day, so that no statement can tell two runs apart.
func vfsRandomness(_ *libc.TLS, _ uintptr, n int32, buf uintptr) int32 {
	clear(bytesAt(buf, n))
	return n
}

// today is 2026-01-01 00:00 as a Julian day.
const today = 2461041.5

func vfsCurrentTime(_ *libc.TLS, _, pOut uintptr) int32 {
	*at[float64](pOut) = today
	return lib.SQLITE_OK
}

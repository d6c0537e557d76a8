//go:build wasip1

package main

import "unsafe"

// The buffers of the call in progress. They are held here so that the garbage collector leaves them where the host writes and reads.
var inbox, outbox []byte

// tug_alloc makes room for a request and says where the host has to write it.
//
//go:wasmexport tug_alloc
func alloc(size uint32) uint32 {
	inbox = make([]byte, size)
	return address(inbox)
}

// tug_run answers the request last written. The result is address<<32 | length, valid until the next call.
//
//go:wasmexport tug_run
func run() uint64 {
	request := inbox
	inbox, outbox = nil, nil
	outbox = handle(request)
	return uint64(address(outbox))<<32 | uint64(len(outbox))
}

func address(buffer []byte) uint32 {
	return uint32(uintptr(unsafe.Pointer(unsafe.SliceData(buffer))))
}

// Command engine is Helm's and Kustomize's own code as one WebAssembly module: files and parameters in, objects out.
// It has no file system, no network, no environment and no process to start; see docs of protocol.go for how it is spoken to.
package main

// main is never called: the module is a reactor, its host calls the exports of export.go.
func main() {}

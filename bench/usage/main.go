// usage runs a command and writes what the kernel says it took: usage FILE COMMAND [ARG...]
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

func main() {
	if len(os.Args) < 3 {
		fail(errors.New("usage: usage FILE COMMAND [ARG...]"))
	}
	command := exec.Command(os.Args[2], os.Args[3:]...)
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	began := time.Now()
	err := command.Run()
	seconds := time.Since(began).Seconds()
	if command.ProcessState == nil {
		fail(err)
	}
	taken := command.ProcessState.SysUsage().(*syscall.Rusage)
	peak := taken.Maxrss
	if runtime.GOOS != "darwin" {
		peak *= 1024
	}
	report, _ := json.Marshal(map[string]any{
		"seconds":    seconds,
		"cpuSeconds": (command.ProcessState.UserTime() + command.ProcessState.SystemTime()).Seconds(),
		"peakBytes":  peak,
		"exit":       command.ProcessState.ExitCode(),
	})
	if err := os.WriteFile(os.Args[1], report, 0o600); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

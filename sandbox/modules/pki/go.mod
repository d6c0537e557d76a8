module tug.dev/sandbox/pki

go 1.26.0

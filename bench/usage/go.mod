module tug.dev/bench/usage

go 1.26.0

// Linearizable judges a history that tests/support/history recorded: for each key, some order of all
// operations, each within the time from its call to its return, must explain every read by the last write.
//
//	linearizable FILE [LIMIT]
//
// FILE has one operation a line, see operation.go. LIMIT is how long a key may take, "60s" by default.
// Exit codes: 0 every key is linearizable; 1 some key is not, and standard output has the operations that
// contradict each other; 2 a file that cannot be read, or a key that took too long: nothing is known.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

const (
	exitLinearizable = 0
	exitContradicted = 1
	exitUnknown      = 2
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, out, complaints io.Writer) int {
	history, limit, err := open(args)
	if err != nil {
		fmt.Fprintln(complaints, "Cannot judge a history:", err)
		return exitUnknown
	}
	code := exitLinearizable
	keys := byKey(history)
	for _, of := range keys {
		switch contradiction, err := judge(of.operations, limit); {
		case err != nil:
			fmt.Fprintf(complaints, "Cannot judge key %s: %v\n", of.key, err)
			if code == exitLinearizable {
				code = exitUnknown
			}
		case contradiction != nil:
			fmt.Fprint(out, describe(of, contradiction))
			code = exitContradicted
		}
	}
	if code == exitLinearizable {
		fmt.Fprintf(out, "%d keys with %d operations are linearizable\n", len(keys), len(history))
	}
	return code
}

func open(args []string) ([]operation, time.Duration, error) {
	limit := 60 * time.Second
	if len(args) < 1 || len(args) > 2 {
		return nil, 0, errors.New("use linearizable FILE [LIMIT]")
	}
	if len(args) == 2 {
		given, err := time.ParseDuration(args[1])
		if err != nil {
			return nil, 0, err
		}
		limit = given
	}
	file, err := os.Open(args[0])
	if err != nil {
		return nil, 0, err
	}
	defer file.Close()
	history, err := parse(file)
	return history, limit, err
}

package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// An operation is one line:
//
//	{"client":0,"op":"write","key":"k","value":"0-1","call":1000,"return":2000}
//
// Times are ns since the recording began. The value of a read is null if the key did not exist. The return of a
// write is null if its reply never came: it may take effect at any time after its call, or never.
type operation struct {
	Client *int    `json:"client"`
	Op     string  `json:"op"`
	Key    string  `json:"key"`
	Value  *string `json:"value"`
	Call   *int64  `json:"call"`
	Return *int64  `json:"return"`
}

const (
	read  = "read"
	write = "write"
)

// parse reads a whole history. A history without operations is an error: nothing would have been judged.
func parse(file io.Reader) ([]operation, error) {
	var history []operation
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var one operation
		err := json.Unmarshal(lines.Bytes(), &one)
		if err == nil {
			err = one.problem()
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", len(history)+1, err)
		}
		history = append(history, one)
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	if len(history) == 0 {
		return nil, errors.New("it has no operations")
	}
	return history, nil
}

func (o operation) problem() error {
	switch {
	case o.Client == nil, o.Key == "", o.Call == nil:
		return errors.New("client, key and call are required")
	case o.Op != read && o.Op != write:
		return fmt.Errorf("op is %q, it must be read or write", o.Op)
	case o.Op == write && o.Value == nil:
		return errors.New("a write needs a value")
	case o.Op == read && o.Return == nil:
		return errors.New("a read without a reply says nothing: leave it out")
	case o.Return != nil && *o.Return < *o.Call:
		return errors.New("it returned before it was called")
	}
	return nil
}

// String is "12.003 to 12.004 s: client 0 wrote 0-1".
func (o operation) String() string {
	value := "nothing"
	if o.Value != nil {
		value = *o.Value
	}
	did := map[string]string{read: "read", write: "wrote"}[o.Op]
	if o.Return == nil {
		return fmt.Sprintf("%s s, no reply: client %d wrote %s", seconds(*o.Call), *o.Client, value)
	}
	return fmt.Sprintf("%s to %s s: client %d %s %s", seconds(*o.Call), seconds(*o.Return), *o.Client, did, value)
}

func seconds(ns int64) string {
	return fmt.Sprintf("%d.%06d", ns/1e9, ns%1e9/1e3)
}

type keyHistory struct {
	key        string
	operations []operation
}

// byKey keeps the order of the keys and of their operations.
func byKey(history []operation) []keyHistory {
	var keys []keyHistory
	index := map[string]int{}
	for _, one := range history {
		at, known := index[one.Key]
		if !known {
			at = len(keys)
			index[one.Key] = at
			keys = append(keys, keyHistory{key: one.Key})
		}
		keys[at].operations = append(keys[at].operations, one)
	}
	return keys
}

func describe(of keyHistory, contradiction []operation) string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s is not linearizable. Of its %d operations these contradict each other:\n", of.key, len(of.operations))
	for _, one := range contradiction {
		fmt.Fprintf(&text, "  %s\n", one)
	}
	return text.String()
}

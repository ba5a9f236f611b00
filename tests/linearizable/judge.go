package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/anishathalye/porcupine"
)

// judge returns nothing for a linearizable history of one key. Otherwise it returns operations of it that no order
// explains: the fewest that it finds within the limit.
func judge(history []operation, limit time.Duration) ([]operation, error) {
	switch check(history, limit) {
	case porcupine.Ok:
		return nil, nil
	case porcupine.Illegal:
		return shrink(history, limit), nil
	default:
		return nil, fmt.Errorf("no verdict within %s", limit)
	}
}

// register is a key that nobody has written yet: its state is stateOf the last write.
var register = porcupine.Model{
	Init: func() any { return "" },
	Step: func(state, input, output any) (bool, any) {
		if input != nil {
			return true, input
		}
		return output == state, state
	},
}

func check(history []operation, limit time.Duration) porcupine.CheckResult {
	return porcupine.CheckOperationsTimeout(register, converted(history), limit)
}

// converted leaves out writes without a reply whose value nobody read: such a write fits after all other operations,
// and each would double the work.
func converted(history []operation) []porcupine.Operation {
	wasRead := map[string]bool{}
	for _, one := range history {
		if one.Op == read {
			wasRead[stateOf(one)] = true
		}
	}
	var operations []porcupine.Operation
	for _, one := range history {
		if one.Return == nil && !wasRead[stateOf(one)] {
			continue
		}
		next := porcupine.Operation{ClientId: *one.Client, Call: *one.Call, Return: math.MaxInt64}
		if one.Return != nil {
			next.Return = *one.Return
		}
		if one.Op == write {
			next.Input = stateOf(one)
		} else {
			next.Output = stateOf(one)
		}
		operations = append(operations, next)
	}
	return operations
}

// stateOf tells a key without a value from one with an empty value.
func stateOf(one operation) string {
	if one.Value == nil {
		return ""
	}
	return "=" + *one.Value
}

// shrink takes values away, each with its write and its reads, as long as a contradiction is left: half of them at a
// time, later fewer. Then it does the same with single reads.
func shrink(history []operation, limit time.Duration) []operation {
	deadline := time.Now().Add(limit)
	isContradiction := func(some []operation) bool {
		left := time.Until(deadline)
		return left > 0 && check(some, left) == porcupine.Illegal
	}
	values := fewest(valuesIn(history), func(some []string) bool {
		return isContradiction(with(history, some))
	})
	var writes, reads []operation
	for _, one := range with(history, values) {
		if one.Op == write {
			writes = append(writes, one)
		} else {
			reads = append(reads, one)
		}
	}
	reads = fewest(reads, func(some []operation) bool {
		return isContradiction(slices.Concat(writes, some))
	})
	return sorted(slices.Concat(writes, reads))
}

func valuesIn(history []operation) []string {
	var values []string
	known := map[string]bool{}
	for _, one := range history {
		if value := stateOf(one); !known[value] {
			known[value] = true
			values = append(values, value)
		}
	}
	return values
}

func with(history []operation, values []string) []operation {
	isKept := map[string]bool{}
	for _, value := range values {
		isKept[value] = true
	}
	return slices.DeleteFunc(slices.Clone(history), func(one operation) bool {
		return !isKept[stateOf(one)]
	})
}

// fewest leaves out items as long as the others are still accepted. At the end, no single one can be left out.
func fewest[T any](items []T, isAccepted func([]T) bool) []T {
	for size := (len(items) + 1) / 2; size > 0; {
		isSmaller := false
		for at := 0; at < len(items); {
			others := slices.Concat(items[:at], items[min(at+size, len(items)):])
			if isAccepted(others) {
				items, isSmaller = others, true
			} else {
				at += size
			}
		}
		if size > 1 {
			size = (size + 1) / 2
		} else if !isSmaller {
			size = 0
		}
	}
	return items
}

func sorted(history []operation) []operation {
	return slices.SortedStableFunc(slices.Values(history), func(a, b operation) int {
		return cmp.Compare(*a.Call, *b.Call)
	})
}

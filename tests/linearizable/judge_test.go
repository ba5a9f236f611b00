package main

import (
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// history has one operation a line: "client op value call return", "-" for no value and for no return.
func history(t *testing.T, text string) []operation {
	t.Helper()
	var lines []string
	for line := range strings.Lines(strings.TrimSpace(text)) {
		words := strings.Fields(line)
		value, returned := fmt.Sprintf("%q", words[2]), words[4]
		if words[2] == "-" {
			value = "null"
		}
		if returned == "-" {
			returned = "null"
		}
		lines = append(lines, fmt.Sprintf(`{"client":%s,"op":%q,"key":"k","value":%s,"call":%s,"return":%s}`,
			words[0], words[1], value, words[3], returned))
	}
	operations, err := parse(strings.NewReader(strings.Join(lines, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	return operations
}

func TestJudge(t *testing.T) {
	for _, test := range []struct{ name, history, contradiction string }{
		{"one after the other", `
			0 read  - 10 20
			0 write a 30 40
			1 read  a 50 60
			1 write b 70 80
			0 read  b 90 99`, ""},
		{"a read during a write may see it or not", `
			0 write a 10 20
			0 write b 30 90
			1 read  b 40 50
			2 read  b 51 60`, ""},
		{"a write that is still under way is seen and then not", `
			0 write a 10 20
			0 write b 30 90
			1 read  b 40 50
			2 read  a 51 60`, `
			0 write a 10 20
			0 write b 30 90
			1 read  b 40 50
			2 read  a 51 60`},
		{"writes at the same time have any order, but one", `
			0 write a 10 50
			1 write b 10 50
			2 read  b 60 61
			2 read  a 62 63`, `
			0 write a 10 50
			1 write b 10 50
			2 read  b 60 61
			2 read  a 62 63`},
		{"intervals that touch overlap", `
			0 write a 10 20
			1 write b 20 30
			2 read  a 40 50`, ""},
		{"a stale read", `
			0 write a 10 20
			0 write b 30 40
			0 write c 50 60
			1 read  c 70 75
			1 read  b 80 90`, `
			0 write b 30 40
			0 write c 50 60
			1 read  b 80 90`},
		{"a lost write", `
			0 write a 10 20
			1 read  a 21 25
			1 write b 30 40
			0 read  a 50 60
			0 read  a 70 80`, `
			0 write a 10 20
			1 write b 30 40
			0 read  a 70 80`},
		{"the only write is lost", `
			0 write a 10 20
			1 read  - 30 40`, `
			0 write a 10 20
			1 read  - 30 40`},
		{"a value that nobody wrote", `
			0 write a 10 20
			1 read  b 30 40`, `
			1 read  b 30 40`},
		{"a value that is read before it is written", `
			1 read  a 10 20
			0 write a 30 40`, `
			1 read  a 10 20
			0 write a 30 40`},
		{"a write without a reply takes effect late", `
			0 write a 10 20
			1 write b 30 -
			0 read  a 40 50
			0 write c 60 70
			0 read  b 80 90`, ""},
		{"or never", `
			0 write a 10 20
			1 write b 30 -
			0 read  a 40 50`, ""},
		{"but not twice", `
			0 write a 10 20
			1 write b 30 -
			0 read  b 40 50
			0 write c 60 70
			0 read  b 80 90`, `
			1 write b 30 -
			0 read  b 40 50
			0 write c 60 70
			0 read  b 80 90`},
		{"and not before its call", `
			0 read  b 10 20
			1 write b 30 -`, `
			0 read  b 10 20
			1 write b 30 -`},
	} {
		t.Run(test.name, func(t *testing.T) {
			contradiction, err := judge(history(t, test.history), time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			want := ""
			if test.contradiction != "" {
				want = lines(history(t, test.contradiction))
			}
			if got := lines(contradiction); got != want {
				t.Errorf("got\n%swant\n%s", got, want)
			}
		})
	}
}

func lines(operations []operation) string {
	var text strings.Builder
	for _, one := range operations {
		fmt.Fprintln(&text, one)
	}
	return text.String()
}

// Clients in turn and at the same time, on one key; each operation takes effect at some moment within it. A twentieth
// of the writes has no reply.
func longHistory(t *testing.T, count int) []operation {
	t.Helper()
	random := rand.New(rand.NewSource(1))
	value := "-"
	var text strings.Builder
	for moment := 100; moment < 100*(count+1); moment += 100 {
		client := moment / 100 % 4
		call, returned := moment-random.Intn(200), fmt.Sprint(moment+random.Intn(200))
		if random.Intn(2) == 0 {
			fmt.Fprintln(&text, client, "read", value, max(call, 0), returned)
			continue
		}
		isUnknown := random.Intn(20) == 0
		written := fmt.Sprint("v", moment)
		if !isUnknown || random.Intn(2) == 0 {
			value = written
		}
		if isUnknown {
			returned = "-"
		}
		fmt.Fprintln(&text, client, "write", written, max(call, 0), returned)
	}
	return history(t, text.String())
}

func TestJudgeLongHistory(t *testing.T) {
	long := longHistory(t, 10_000)
	contradiction, err := judge(long, time.Minute)
	if err != nil || contradiction != nil {
		t.Fatal(err, lines(contradiction))
	}
	// Once it is over, the key has its first value again.
	first := long[0]
	for _, one := range long {
		if one.Op == write && one.Return != nil {
			first = one
			break
		}
	}
	call, returned := int64(5_000_000), int64(5_000_001)
	stale := operation{Client: first.Client, Op: read, Key: "k", Value: first.Value, Call: &call, Return: &returned}
	contradiction, err = judge(append(long, stale), time.Minute)
	if err != nil || len(contradiction) != 3 {
		t.Fatal(err, lines(contradiction))
	}
	if last := contradiction[2].String(); last != stale.String() {
		t.Errorf("got %s, want %s", last, stale)
	}
}

// endless has writes in so many orders that none can try them all, and a read that fits none.
func endless() string {
	var text strings.Builder
	for count := range 60 {
		fmt.Fprintf(&text, `{"client":%d,"op":"write","key":"k","value":"%d","call":1,"return":2}`+"\n", count, count)
	}
	text.WriteString(`{"client":0,"op":"read","key":"k","value":"other","call":3,"return":4}` + "\n")
	return text.String()
}

func TestRun(t *testing.T) {
	const lost = `{"client":0,"op":"write","key":"k","value":"0-1","call":1000000,"return":1500000}
{"client":1,"op":"write","key":"other","value":"1-1","call":1000000,"return":1500000}
{"client":0,"op":"read","key":"k","value":null,"call":2000000000,"return":2000001000}
`
	folder := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, test := range []struct {
		name            string
		args            []string
		code            int
		out, complaints string
	}{
		{"linearizable", []string{write("fine", strings.Join(strings.SplitAfter(lost, "\n")[:2], ""))}, 0,
			"2 keys with 2 operations are linearizable\n", ""},
		{"a lost write", []string{write("lost", lost), "10s"}, 1,
			"k is not linearizable. Of its 2 operations these contradict each other:\n" +
				"  0.001000 to 0.001500 s: client 0 wrote 0-1\n" +
				"  2.000000 to 2.000001 s: client 0 read nothing\n", ""},
		{"too long", []string{write("long", endless()), "50ms"}, 2, "",
			"Cannot judge key k: no verdict within 50ms\n"},
		{"empty", []string{write("empty", "")}, 2, "", "Cannot judge a history: it has no operations\n"},
		{"truncated", []string{write("half", lost[:len(lost)-20])}, 2, "",
			"Cannot judge a history: line 3: unexpected end of JSON input\n"},
		{"another operation", []string{write("delete", strings.Replace(lost, "write", "delete", 1))}, 2, "",
			"Cannot judge a history: line 1: op is \"delete\", it must be read or write\n"},
		{"no client", []string{write("nobody", strings.Replace(lost, `"client":0,`, "", 1))}, 2, "",
			"Cannot judge a history: line 1: client, key and call are required\n"},
		{"no file", nil, 2, "", "Cannot judge a history: use linearizable FILE [LIMIT]\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var out, complaints strings.Builder
			code := run(test.args, &out, &complaints)
			if code != test.code || out.String() != test.out || complaints.String() != test.complaints {
				t.Errorf("got %d\n%s%swant %d\n%s%s", code, &out, &complaints, test.code, test.out, test.complaints)
			}
		})
	}
}

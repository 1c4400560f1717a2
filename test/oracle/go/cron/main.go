// Reads schedules and time zones as kube-apiserver reads them: validateScheduleFormat and validateTimeZone of pkg/apis/batch/validation. It takes
// one JSON string a line from stdin, and writes what is wrong with it as a schedule and as a time zone, one answer a line, in the same order.
// With the path of a zoneinfo.zip as its argument, it prints the names of the time zones in that file.
package main

import (
	"archive/zip"
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
	"time"
	_ "time/tzdata" // as kube-apiserver

	"github.com/robfig/cron/v3"
)

type answer struct {
	Schedule string `json:"schedule,omitempty"`
	Zone     string `json:"zone,omitempty"`
}

func schedule(text string) (problem string) {
	defer func() {
		if p := recover(); p != nil {
			problem = fmt.Sprintf("panic: %v", p)
		}
	}()
	if _, err := cron.ParseStandard(text); err != nil {
		return err.Error()
	}
	return ""
}

var validTimeZoneCharacters = regexp.MustCompile(`^[A-Za-z\.\-_0-9+]{1,14}$`)

func zone(name string) string {
	if len(name) == 0 {
		return "empty"
	}
	for _, part := range strings.Split(name, "/") {
		if part == "." || part == ".." || strings.HasPrefix(part, "-") || !validTimeZoneCharacters.MatchString(part) {
			return "characters"
		}
	}
	if strings.EqualFold(name, "Local") {
		return "local"
	}
	if _, err := time.LoadLocation(name); err != nil {
		return err.Error()
	}
	return ""
}

func main() {
	out := json.NewEncoder(os.Stdout)
	if len(os.Args) > 1 {
		must(out.Encode(zones(os.Args[1])))
		return
	}
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		var text string
		must(json.Unmarshal(line, &text))
		must(out.Encode(answer{schedule(text), zone(text)}))
	}
}

func zones(path string) []string {
	file, err := zip.OpenReader(path)
	must(err)
	names := []string{}
	for _, entry := range file.File {
		if !strings.HasSuffix(entry.Name, "/") {
			names = append(names, entry.Name)
		}
	}
	return names
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

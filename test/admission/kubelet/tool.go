// Every container of the recorded Pods, and their pause container too: one static program without an operating system around it.
package main

import (
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"
)

const help = `tool pause                  until SIGTERM
tool stubborn               until SIGKILL
tool exit CODE [SECONDS]    ends with the code, after that time
tool web READY BROKEN       serves 8080: /ready fails for the first READY seconds, /live after BROKEN (0: never)
tool eat                    takes memory until there is none
`

func main() {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGINT, syscall.SIGTERM)
	switch argument(1) {
	case "pause":
		<-stop
	case "stubborn":
		for {
			<-stop
		}
	case "exit":
		time.Sleep(time.Duration(number(3)) * time.Second)
		message := fmt.Sprintf("ended with %d\n", number(2))
		os.WriteFile("/dev/termination-log", []byte(message), 0o644)
		os.Exit(number(2))
	case "web":
		go web(number(2), number(3))
		<-stop
	case "eat":
		for eaten := [][]byte{}; ; {
			meal := make([]byte, 1<<20)
			for i := range meal {
				meal[i] = 1
			}
			eaten = append(eaten, meal)
		}
	default:
		fmt.Fprint(os.Stderr, help)
		os.Exit(2)
	}
}

func web(ready, broken int) {
	start := time.Now()
	answer := func(well func(seconds int) bool) http.HandlerFunc {
		return func(response http.ResponseWriter, _ *http.Request) {
			if !well(int(time.Since(start).Seconds())) {
				response.WriteHeader(http.StatusServiceUnavailable)
			}
		}
	}
	http.HandleFunc("/ready", answer(func(seconds int) bool { return seconds >= ready }))
	http.HandleFunc("/live", answer(func(seconds int) bool { return broken == 0 || seconds < broken }))
	fmt.Fprintln(os.Stderr, http.ListenAndServe(":8080", nil))
	os.Exit(1)
}

func argument(i int) string {
	if i < len(os.Args) {
		return os.Args[i]
	}
	return ""
}

func number(i int) int {
	value, _ := strconv.Atoi(argument(i))
	return value
}

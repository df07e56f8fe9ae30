// A stand-in for testcontainers/ryuk, written from its documented protocol. A client sends lines of filters (label=key=value), and each is
// answered with ACK. When the last client has been gone for RYUK_RECONNECTION_TIMEOUT, what matches a filter is removed, and it ends.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

var engine = &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{
	DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", "/var/run/docker.sock")
	},
}}

type filters = map[string][]string

type client struct {
	connected bool
	filters   filters
}

func main() {
	log.SetFlags(0)
	log.SetOutput(os.Stdout)
	if err := call("GET", "/_ping", nil); err != nil {
		log.Fatal("the engine is not reachable: ", err)
	}
	listener, err := net.Listen("tcp", ":8080")
	if err != nil {
		log.Fatal(err)
	}
	changes := make(chan client)
	go accept(listener, changes)
	log.Print("Started")

	var all []filters
	clients := 0
	end := time.NewTimer(timeout("RYUK_CONNECTION_TIMEOUT", time.Minute))
	for {
		select {
		case change := <-changes:
			switch {
			case change.filters != nil:
				verbose("adding filter ", change.filters)
				all = append(all, change.filters)
			case change.connected:
				clients++
				end.Stop()
				log.Print("client connected")
			default:
				clients--
				log.Print("client disconnected")
				if clients == 0 {
					end.Reset(timeout("RYUK_RECONNECTION_TIMEOUT", 10*time.Second))
				}
			}
		case <-end.C:
			for tries := 0; tries < 10 && !removeAll(all); tries++ {
				time.Sleep(time.Second)
			}
			return
		}
	}
}

func accept(listener net.Listener, changes chan<- client) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		changes <- client{connected: true}
		go func() {
			defer func() { connection.Close(); changes <- client{} }()
			for lines := bufio.NewScanner(connection); lines.Scan(); {
				query, err := url.ParseQuery(strings.TrimSpace(lines.Text()))
				if err != nil || len(query) == 0 {
					log.Print("not a filter: ", lines.Text())
					continue
				}
				changes <- client{filters: query}
				fmt.Fprint(connection, "ACK\n")
			}
		}()
	}
}

type thing struct {
	Id, Name string
	Labels   map[string]string
}

// removeAll tells whether everything is gone: what is being removed by somebody else still holds what it uses.
func removeAll(all []filters) bool {
	isDone := true
	for _, one := range all {
		if err := remove(one); err != nil {
			log.Print(err)
			isDone = false
		}
	}
	return isDone
}

func remove(one filters) error {
	var problems []error
	call := func(method, path string, answer any) {
		problems = append(problems, call(method, path, answer))
	}
	text, _ := json.Marshal(one)
	query := "filters=" + url.QueryEscape(string(text))
	var containers, networks, images []thing
	var volumes struct{ Volumes []thing }
	call("GET", "/containers/json?all=1&"+query, &containers)
	for _, it := range containers {
		if it.Labels["org.testcontainers.ryuk"] != "true" {
			call("DELETE", "/containers/"+it.Id+"?force=1&v=1", nil)
		}
	}
	call("GET", "/networks?"+query, &networks)
	for _, it := range networks {
		call("DELETE", "/networks/"+it.Id, nil)
	}
	call("GET", "/volumes?"+query, &volumes)
	for _, it := range volumes.Volumes {
		call("DELETE", "/volumes/"+it.Name+"?force=1", nil)
	}
	call("GET", "/images/json?"+query, &images)
	for _, it := range images {
		call("DELETE", "/images/"+it.Id+"?force=1", nil)
	}
	return errors.Join(problems...)
}

func call(method, path string, answer any) error {
	request, _ := http.NewRequest(method, "http://engine"+path, nil)
	response, err := engine.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	verbose(method, " ", path, " ", response.StatusCode)
	if response.StatusCode >= 300 && response.StatusCode != http.StatusNotFound {
		return fmt.Errorf("%s %s: %s", method, path, response.Status)
	}
	if answer == nil || response.StatusCode != http.StatusOK {
		return nil
	}
	return json.NewDecoder(response.Body).Decode(answer)
}

func timeout(name string, otherwise time.Duration) time.Duration {
	if duration, err := time.ParseDuration(os.Getenv(name)); err == nil {
		return duration
	}
	return otherwise
}

func verbose(words ...any) {
	if os.Getenv("RYUK_VERBOSE") == "true" {
		log.Print(words...)
	}
}

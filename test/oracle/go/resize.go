package main

import "k8s.io/kubernetes/pkg/registry/core/pod"

// Kubernetes 1.31 has no such strategy, and is built without this file.
func init() {
	resources["Pod"].update["resize"] = pod.ResizeStrategy
}

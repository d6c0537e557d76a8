package main

// lookupQuery is one question a template asked with `lookup`. An empty name asks for a list.
type lookupQuery struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Namespace  string `json:"namespace"`
	Name       string `json:"name"`
}

// lookupAnswer is what the host found out. Object is nil when there is none.
type lookupAnswer struct {
	lookupQuery
	Object map[string]any `json:"object"`
}

// lookups answers from what the host supplied and remembers what it could not answer, so that the host can find out and
// render again. A render stays a pure function of its request.
type lookups struct {
	known map[lookupQuery]map[string]any
	asked []lookupQuery
	seen  map[lookupQuery]bool
}

func newLookups(answers []lookupAnswer) *lookups {
	l := &lookups{known: map[lookupQuery]map[string]any{}, seen: map[lookupQuery]bool{}}
	for _, a := range answers {
		l.known[a.lookupQuery] = a.Object
	}
	return l
}

// answer has the signature of the template function. Like Helm's, it gives an empty map for what does not exist.
func (l *lookups) answer(apiVersion, kind, namespace, name string) (map[string]any, error) {
	query := lookupQuery{APIVersion: apiVersion, Kind: kind, Namespace: namespace, Name: name}
	object, known := l.known[query]
	if !known && !l.seen[query] {
		l.seen[query] = true
		l.asked = append(l.asked, query)
	}
	if object == nil {
		return map[string]any{}, nil
	}
	return object, nil
}

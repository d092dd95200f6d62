package published

import (
	"math"
	"slices"

	"autogan/layers/checkpoint"
	"autogan/layers/checkpoint/pytorch"
)

// adamEps is PyTorch's default, which both programs use.
const adamEps = 1e-8

// readAdam translates the optimiser at a key, nil if there is none. Its
// parameters are numbered in the order of the network's tensors. One that no step
// has used has no moments there, and zeros here.
func readAdam(file *pytorch.Dict, key string, tensors []tensor, used func(tensor) bool) (*Adam, error) {
	v, found := file.Get(key)
	if !found {
		return nil, nil
	}
	group, ids, state, ok := optimiserParts(v)
	trained := slices.DeleteFunc(slices.Clone(tensors), func(t tensor) bool { return !t.trained })
	if !ok || len(ids) != len(trained) {
		return nil, wrong("its %s is not that of Adam over the %d parameters of the network", key, len(trained))
	}
	a := &Adam{Steps: map[string]int64{}}
	a.readRates(group)
	for i, t := range trained {
		if !used(t) {
			continue
		}
		entry, _ := state.Get(ids[i])
		moments, _ := entry.(*pytorch.Dict)
		if err := a.read(key, t, moments); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// optimiserParts returns the only group of an optimiser, the ids of its
// parameters and its state.
func optimiserParts(v pytorch.Value) (group *pytorch.Dict, ids []pytorch.Value, state *pytorch.Dict, ok bool) {
	dict, _ := v.(*pytorch.Dict)
	if dict == nil {
		return nil, nil, nil, false
	}
	groups, _ := dict.Get("param_groups")
	list, _ := groups.(*pytorch.List)
	if list == nil || len(list.Items) != 1 {
		return nil, nil, nil, false
	}
	group, _ = list.Items[0].(*pytorch.Dict)
	states, _ := dict.Get("state")
	state, _ = states.(*pytorch.Dict)
	if group == nil || state == nil {
		return nil, nil, nil, false
	}
	params, _ := group.Get("params")
	numbers, _ := params.(*pytorch.List)
	if numbers == nil {
		return nil, nil, nil, false
	}
	for _, id := range numbers.Items {
		if _, isNumber := id.(int64); !isNumber {
			return nil, nil, nil, false
		}
	}
	return group, numbers.Items, state, true
}

func (a *Adam) readRates(group *pytorch.Dict) {
	rate, _ := group.Get("lr")
	a.LR, _ = rate.(float64)
	v, _ := group.Get("betas")
	betas, _ := v.(pytorch.Tuple)
	for i := range min(len(betas), len(a.Betas)) {
		a.Betas[i], _ = betas[i].(float64)
	}
}

// read translates the moments of a parameter; without any they are zero.
func (a *Adam) read(key string, t tensor, moments *pytorch.Dict) error {
	if moments == nil {
		zero := make([]byte, 4*product(t.ours))
		for _, name := range []string{"first.", "second."} {
			a.Moments = append(a.Moments, checkpoint.Array{Name: name + t.here, DType: checkpoint.F32, Shape: t.ours, Data: zero})
		}
		a.Steps[t.here] = 0
		return nil
	}
	for _, m := range []struct{ theirs, ours string }{{"exp_avg", "first."}, {"exp_avg_sq", "second."}} {
		found, ok := tensorOf(moments, m.theirs)
		if !ok || !slices.Equal(found.Shape, t.shape) {
			return wrong("its %s has no %s of %s of the shape %v", key, m.theirs, t.there, t.shape)
		}
		raw, err := found.Array(t.there)
		if err == nil {
			raw, err = t.toOurs(m.ours+t.here, raw)
		}
		if err != nil {
			return err
		}
		a.Moments = append(a.Moments, raw)
	}
	steps, ok := stepsOf(moments)
	if !ok {
		return wrong("its %s has no number of steps of %s", key, t.there)
	}
	a.Steps[t.here] = steps
	return nil
}

// stepsOf reads a number of steps: an integer, or a tensor since PyTorch 1.12.
func stepsOf(moments *pytorch.Dict) (int64, bool) {
	v, _ := moments.Get("step")
	if t, ok := v.(*pytorch.Tensor); ok && len(t.Shape) == 0 {
		a, err := t.Array("step")
		if err != nil || a.DType != checkpoint.F32 {
			return 0, false
		}
		v = math.Round(float64(a.Floats()[0]))
	}
	switch n := v.(type) {
	case int64:
		return n, n >= 0
	case float64:
		return int64(n), n >= 0 && n <= math.MaxInt32
	}
	return 0, false
}

// write translates the optimiser back.
func (a *Adam) write(tensors []tensor) (*pytorch.Dict, error) {
	moments := byName(a.Moments)
	state, ids := &pytorch.Dict{}, &pytorch.List{}
	for _, t := range tensors {
		if !t.trained {
			continue
		}
		id := int64(len(ids.Items))
		ids.Items = append(ids.Items, id)
		if a.Steps[t.here] == 0 {
			continue
		}
		first, err := t.toTheirs(moments["first."+t.here])
		if err != nil {
			return nil, err
		}
		second, err := t.toTheirs(moments["second."+t.here])
		if err != nil {
			return nil, err
		}
		entry := &pytorch.Dict{}
		entry.Set("step", a.Steps[t.here])
		entry.Set("exp_avg", first)
		entry.Set("exp_avg_sq", second)
		state.Set(id, entry)
	}
	group := &pytorch.Dict{}
	for _, e := range []pytorch.Entry{{Key: "lr", Value: a.LR}, {Key: "betas", Value: pytorch.Tuple{a.Betas[0], a.Betas[1]}}, {Key: "eps", Value: adamEps},
		{Key: "weight_decay", Value: int64(0)}, {Key: "amsgrad", Value: false}, {Key: "params", Value: ids}} {
		group.Set(e.Key, e.Value)
	}
	optimiser := &pytorch.Dict{}
	optimiser.Set("state", state)
	optimiser.Set("param_groups", &pytorch.List{Items: []pytorch.Value{group}})
	return optimiser, nil
}

func product(shape []int) int {
	n := 1
	for _, extent := range shape {
		n *= extent
	}
	return n
}

func byName(arrays []checkpoint.Array) map[string]checkpoint.Array {
	named := map[string]checkpoint.Array{}
	for _, a := range arrays {
		named[a.Name] = a
	}
	return named
}

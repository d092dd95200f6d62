package classifier

import "math/rand/v2"

// order visits n things again and again, each time all of them, shuffled.
type order struct {
	random *rand.Rand
	perm   []int
	at     int
}

func newOrder(n int, seed uint64) order {
	return order{random: rand.New(rand.NewPCG(seed, uint64(n))), perm: make([]int, n), at: n}
}

func (o *order) next() int {
	if o.at == len(o.perm) {
		o.perm, o.at = o.random.Perm(len(o.perm)), 0
	}
	o.at++
	return o.perm[o.at-1]
}

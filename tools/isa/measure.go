package main

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"autogan/tools/isa/budget"
	"autogan/tools/newest"
	"autogan/vk/durable"
)

// measured is what became of a card.
type measured struct {
	card  newest.Card
	table budget.Table
	codes map[string]string // machine code, by kernel and constants
	err   error             // why there is no table
}

// measure compiles for the cards whose names contain a part, two at a time.
func measure(folder newest.Folder, part string) []measured {
	cards := slices.DeleteFunc(slices.Clone(newest.Cards), func(c newest.Card) bool { return !strings.Contains(c.Name, part) })
	list := make([]measured, len(cards))
	places := make(chan bool, 2)
	var all sync.WaitGroup
	for i, card := range cards {
		all.Go(func() {
			places <- true
			defer func() { <-places }()
			list[i] = measureCard(folder, card)
		})
	}
	all.Wait()
	return list
}

func measureCard(folder newest.Folder, card newest.Card) (m measured) {
	m.card = card
	var c compiled
	if c, m.err = compileFor(card, folder); m.err != nil {
		return m
	}
	if m.table.Mesa, m.err = c.version(); m.err != nil {
		return m
	}
	m.codes = map[string]string{}
	for _, e := range c.Executables {
		m.codes[title(e)] = e.Texts[drivers[card.Family].text]
	}
	m.table.Rows, m.err = c.rows(card.Family)
	return m
}

// budgetFile is where a card's budget stands.
func budgetFile(card newest.Card) (string, error) {
	cache, err := newest.Cache()
	return filepath.Join(cache, "..", "..", "tools", "isa", "budget", card.Name+".txt"), err
}

func (m measured) update() error {
	path, err := budgetFile(m.card)
	if err != nil {
		return err
	}
	var text bytes.Buffer
	if err := m.table.Write(&text); err != nil {
		return err
	}
	return durable.WriteFile(path, text.Bytes())
}

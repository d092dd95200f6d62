// Package arch holds generator architectures as data: which decisions a search
// may take, and what network each choice of them is. It knows no device, no
// weights and no search, so an architecture can be parsed, printed, counted and
// drawn anywhere:
//
//	a, err := arch.AutoGAN.Parse("1 0 1 1 / 1 0 0 1 1 / 1 0 1 0 3")
//	record := a.Record(arch.Geometry{Channels: 256, BottomWidth: 4})
//	record.Layers.Params() // 4405251
//	record.Layers.MACs()   // 1765015552
//
// A [Space] lists the decisions of each cell and wires a cell through a
// [Builder], once. What the network is used for is the builder's business: the
// one of this package counts, and its [Record] is what tables and diagrams
// read; the one of package gan runs on the tape. The weight-sharing generator
// is the union of the layers that any choice names ([Space.Supernet]).
//
// An [Arch] is a space and its tokens: the index of the option taken for each
// decision, cell after cell. Other packages hand tokens around as []int.
//
// # How to add a space
//
//  1. Write a file like autogan.go with a [Space]: a name, the [Decision] list
//     of every cell, and a Wire function. Wire calls the builder in the order
//     of the computation, as the method defines it; what can be fused or
//     commuted, the running builder finds by itself. Names of layers say where
//     they are within the cell ("block1.conv"): the builder puts the cell before
//     them. Choices that name the same layer share its weights in the supernet.
//  2. Call Share on a value that has more than one reader, and give Add the
//     line that goes on first, the branch that joins it second.
//  3. Each cell doubles height and width and keeps the channels. A space has at
//     most as many cells as the discriminator follows (gan.MaxCells).
//  4. If the published supernet owns layers that no choice uses, list them in
//     Unused, so that counts and files agree.
//  5. [Register] it in an init function. Its name then works as space.name in
//     an experiment, and files name it.
//  6. Test the counts of published architectures. The tests of package gan that
//     range over [Names] hold the rest: every choice can be wired, the supernet
//     has its layers, what runs is what was counted, and fusing changes nothing.
package arch

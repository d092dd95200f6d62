// Package arch holds generator architectures as data: which decisions a search
// may take, and which network each choice means. It knows no device, no weights
// and no search, so an architecture can be parsed, printed, counted and drawn
// anywhere:
//
//	a, err := arch.AutoGAN.Parse("1 0 1 1 / 1 0 0 1 1 / 1 0 1 0 3")
//	record := a.Record(arch.Geometry{Channels: 256, BottomWidth: 4})
//	record.Layers.Params() // 4405251
//	record.Layers.MACs()   // 1765015552
//
// A [Space] lists the decisions of each cell and wires a cell through a
// [Builder]. The wiring is written once; builders use it differently. The
// builder of this package makes a [Record] for counts, tables and diagrams, and
// the builder of package gan runs the network on a tape. The weight-sharing
// generator is the union of the layers that any choice names
// ([Space.Supernet]).
//
// An [Arch] is a space and its tokens: the index of the option taken for each
// decision, cell after cell. Other packages use tokens as []int.
//
// # How to add a space
//
//  1. Write a file like autogan.go with a [Space]: a name, the [Decision] list
//     of every cell, and a Wire function. Wire calls the builder in the order
//     of the computation; the builder of package gan finds by itself what it
//     can fuse or reorder. Names of layers are relative to the cell
//     ("block1.conv"); the builder adds the cell in front. Choices that name the
//     same layer share its weights in the supernet.
//  2. Call Share on a value that is read more than once. Add takes the main line
//     first and the branch that joins it second.
//  3. Each cell doubles height and width and keeps the channels. A space has
//     at most gan.MaxCells cells, the limit of the discriminator.
//  4. If the published supernet owns layers that no choice uses, list them in
//     Unused, so that counts and files agree.
//  5. [Register] it in an init function. Its name then works as space.name in
//     an experiment, and the files of runs contain it.
//  6. Test the counts of published architectures. The tests of package gan that
//     range over [Names] check the rest: every choice can be wired, the supernet
//     has its layers, the network has the layers that were counted, and fusing
//     changes nothing.
package arch

// Package filekind says in words what a file is that should be something else.
// People name the wrong file, networks with a login send a page in place of it,
// and Git LFS leaves a pointer to it. Error messages say so:
//
//	begin := data[:min(len(data), filekind.Bytes)]
//	return fmt.Errorf("it is %s, want a checkpoint", filekind.Of(begin))
//
// It decides no more than words: what reads a format looks for its signature by
// itself.
package filekind

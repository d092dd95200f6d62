package tensor

import "testing"

// FuzzReducePlan checks the stages of a sum over rows: chunks cover every row
// once, none is empty, folding divides the rows, and the stages come to an end.
func FuzzReducePlan(f *testing.F) {
	f.Add(uint32(1), uint32(1), uint32(1))
	f.Add(uint32(1), uint32(257), uint32(1))
	f.Add(uint32(64), uint32(1024), uint32(256))
	f.Add(uint32(1), uint32(1<<24), uint32(3))
	f.Add(uint32(4096), uint32(4096), uint32(1))
	f.Fuzz(func(t *testing.T, a, b, c uint32) {
		groups, rows, channels := 1+int(a%(1<<12)), 1+int(b%(1<<26)), 1+int(c%(1<<12))
		for stages := 0; rows > directRows; stages++ {
			if stages == 8 {
				t.Fatalf("%d groups of %d rows of %d: more than 8 stages", groups, rows, channels)
			}
			fold := foldRows(rows, channels)
			if rows%fold != 0 {
				t.Fatalf("%d rows of %d are folded by %d", rows, channels, fold)
			}
			chunk, chunks := chunkRows(groups, rows/fold, channels*fold)
			if chunk < 1 || chunk*chunks < rows/fold || chunk*(chunks-1) >= rows/fold {
				t.Fatalf("%d groups of %d rows of %d: %d chunks of %d", groups, rows/fold, channels*fold, chunks, chunk)
			}
			if chunks*fold == 1 {
				return
			}
			if chunks*fold >= rows {
				t.Fatalf("%d groups of %d rows of %d: a stage leaves %d", groups, rows, channels, chunks*fold)
			}
			rows = chunks * fold
		}
	})
}
